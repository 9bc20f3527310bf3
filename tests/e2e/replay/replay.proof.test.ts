import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const fixture = join(root, "fixtures/retail/online-retail-20000.csv.gz");

/** What the first 300 invoices come to, at every run. Worked out from the file by another program as well. */
const cameTo = {
  invoices: 300,
  cancellations: 29,
  orders: 271,
  ordersByWay: {
    CARD: 136,
    CARD_CONFIRMED: 14,
    TWO_CARDS: 20,
    GIFT_CARD_AND_CARD: 22,
    BANK_TRANSFER: 25,
    // Six of them because a card was declined.
    INVOICE: 54,
  },
  grossMinor: "12242177",
  cancelledMinor: "5675",
  rejects: 85,
  rejectsByReason: {
    // Most of what is cancelled was bought before the file begins.
    "more than the customer had bought and kept in this replay": 64,
    "a price of zero or less, no sale": 10,
    "not in the catalogue": 9,
    "a correction of the stock, no sale": 2,
  },
  differences: [],
};

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
    expect(JSON.parse(readFileSync(join(home, "report.json"), "utf8"))).toEqual({
      ...cameTo,
      rejectsFile: join(home, "rejects.csv"),
    });
    expect(code).toBe(0);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}, 1_800_000);
