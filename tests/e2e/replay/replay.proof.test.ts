import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const fixture = join(root, "fixtures/retail/online-retail-20000.csv.gz");

/** The replay as it is run by hand, with all of the shop below it. */
function start(home: string) {
  const command = join(root, "bench/replay/main.ts");
  const child = spawn(process.execPath, [command, fixture, "--first", "300", "--home", home], {
    env: { ...process.env, MADANG_PARENT: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said.text += chunk;
    });
  return { child, said, ended: once(child, "exit") };
}

const doneIn = (journal: string) =>
  existsSync(journal) ? readFileSync(journal, "utf8").split('{"type":"done"').length - 1 : 0;

it("orders and cancels the first 300 invoices, and nothing twice when it is killed in the middle", async () => {
  const home = mkdtempSync(join(tmpdir(), "madang-replay-"));
  const journal = join(home, "replay.jsonl");
  try {
    for (const enough of [60, 180]) {
      const { child, said, ended } = start(home);
      while (child.exitCode === null && doneIn(journal) < enough)
        await new Promise((resolve) => setTimeout(resolve, 50));
      if (child.exitCode !== null) throw new Error(said.text);
      child.kill("SIGKILL");
      await ended;
    }
    const { said, ended } = start(home);
    const [code] = await ended;
    if (!existsSync(join(home, "report.json"))) throw new Error(said.text);
    expect(JSON.parse(readFileSync(join(home, "report.json"), "utf8"))).toMatchObject({
      invoices: 300,
      cancellations: 29,
      differences: [],
    });
    expect(code).toBe(0);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}, 1_800_000);
