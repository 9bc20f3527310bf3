import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { endChildrenWithThis, root } from "../shop.ts";
import { runReplay, type Summary } from "./run.ts";

const usage = `npm run bench:replay -- FILE [--first N] [--concurrency 8] [--home FOLDER] [--fresh] [--processes]

FILE           the retail file, or a part of it, plain or gzip
--first        only so many of its invoices
--concurrency  how many customers shop at once
--home         where the shop's data and the journal are kept; .madang/replay when left out
--fresh        begins anew; otherwise a replay that was cut off goes on
--processes    a process for each service and role
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    first: { type: "string", default: "1000000" },
    concurrency: { type: "string", default: "8" },
    home: { type: "string", default: join(root, ".madang", "replay") },
    fresh: { type: "boolean", default: false },
    processes: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [file] = positionals;
const [first, concurrency] = [Number(values.first), Number(values.concurrency)];

if (values.help || !file || positionals.length > 1 || !(first >= 1) || !(concurrency >= 1)) {
  process.stderr.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  endChildrenWithThis();
  const { fresh, processes } = values;
  const home = resolve(values.home);
  const say = (line: string) => void process.stdout.write(`  … ${line}\n`);
  const summary = await runReplay({ file: resolve(file), first, concurrency, home, fresh, processes }, say);
  writeFileSync(join(home, "report.json"), `${JSON.stringify(summary, null, 2)}\n`);
  process.stdout.write(tell(summary));
  process.exitCode = summary.differences.length > 0 ? 1 : 0;
}

function tell(summary: Summary): string {
  const pounds = (minor: string) => `${(Number(minor) / 100).toLocaleString("en")} GBP`;
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, count]) => `  ${count.toLocaleString("en").padStart(8)}  ${name}\n`)
      .join("");
  const { differences } = summary;
  return `
${summary.invoices} invoices, ${summary.cancellations} of them cancellations, became ${summary.orders} orders:
${counts(summary.ordersByWay)}sold for ${pounds(summary.grossMinor)}, of which ${pounds(summary.cancelledMinor)} was cancelled.
Lines that could not be replayed, ${summary.rejects} in all, listed in ${summary.rejectsFile}:
${counts(summary.rejectsByReason)}
${
  differences.length === 0
    ? "Orders, sales, stock and money are what was acknowledged, to the minor unit, and every invariant holds."
    : `${differences.length} differences:\n${differences.slice(0, 50).join("\n")}`
}
`;
}
