import { setTimeout as sleep } from "node:timers/promises";
import { type Bench, median, mib, spread } from "./measure.ts";
import { lantern, operation } from "./operations.ts";
import { cpuSeconds, type Resident, residents } from "./processTree.ts";
import { openShop, temporaryFolder } from "./shop.ts";

const runs = 3;

/** `npm start` on databases that are there: how long until the router answers, and what all of it keeps in memory. */
export const benchStart: Bench = async (say) => {
  using home = temporaryFolder();
  const command = ["npm", "start", "--silent", "--"];
  const first = await openShop({ home: home.path, processes: false, command });
  await first[Symbol.asyncDispose]();
  say(`first start, which makes and fills the databases: ${first.msToFirstAnswer.toFixed(0)} ms`);

  const rows: string[][] = [];
  for (const processes of [false, true]) {
    const times: number[] = [];
    const cpu: number[] = [];
    const memories: Resident[][] = [];
    for (let run = 1; run <= runs; run++) {
      await using shop = await openShop({ home: home.path, processes, command });
      cpu.push(cpuSeconds(shop.pid));
      times.push(shop.msToFirstAnswer);
      const page = operation("productPage");
      for (let asked = 0; asked < 100; asked++) await shop.ask(page, { slug: lantern });
      await sleep(2_000);
      memories.push(residents(shop.pid));
      say(`run ${run}: ${shop.msToFirstAnswer.toFixed(0)} ms, ${mib(sum(memories.at(-1) ?? []))}`);
    }
    const of = (wanted: (program: string) => boolean) =>
      mib(median(memories.map((all) => sum(all.filter(({ program }) => wanted(program))))));
    const isServer = (program: string) => program.startsWith("postgres") || /^(redis|valkey)/.test(program);
    rows.push([
      processes ? "npm start -- --processes" : "npm start",
      spread(
        times.map((ms) => ms / 1_000),
        1,
      ),
      spread(cpu, 1),
      of(() => true),
      of((program) => !isServer(program)),
      of((program) => program.startsWith("postgres")),
      of((program) => /^(redis|valkey)/.test(program)),
      String(memories.at(-1)?.length ?? 0),
    ]);
  }
  return [
    [
      `${runs} warm starts each`,
      "s to first answer",
      "s of CPU until then",
      "memory (PSS)",
      "Node",
      "PostgreSQL",
      "Redis",
      "processes",
    ],
    ["aim", "6", "", "668 MiB (700 MB)", "", "", ""],
    ...rows,
  ];
};

const sum = (all: readonly Resident[]) => all.reduce((total, { bytes }) => total + bytes, 0);
