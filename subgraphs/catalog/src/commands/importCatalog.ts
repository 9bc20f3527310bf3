import { basename, join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { SettingsError } from "@madang/service-kit";
import { commandSettings } from "../env.ts";
import { importFile, type Summary } from "./importFile.ts";
import { operate } from "./operate.ts";
import { progressLine } from "./progressLine.ts";
import { UnreadableFile } from "./readCsv.ts";
import { readMap } from "./readMap.ts";

const usage = `npm run import:catalog -- FILE [--map retail|plain|PATH.json] [--rejects PATH.csv]

FILE       CSV with a heading, plain or gzip
--map      how its columns become products; "plain" (columns sku, name, price) when left out
--rejects  where to write what was refused; .madang/rejects/FILE.csv when left out
`;

async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { map: { type: "string" }, rejects: { type: "string" }, help: { type: "boolean" } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1 || values.help) {
    process.stderr.write(usage);
    return values.help ? 0 : 2;
  }
  const { databaseUrl } = commandSettings();
  const map = readMap(values.map ?? "plain");
  const name = basename(file)
    .replace(/\.gz$/, "")
    .replace(/\.csv$/, "");
  const rejects = resolve(values.rejects ?? join(".madang", "rejects", `${name}.csv`));
  const say = progressLine(process.stderr, () => performance.now());
  const began = performance.now();
  await using operator = operate(databaseUrl);
  const summary = await importFile(operator, {
    file: resolve(file),
    map,
    rejects,
    progress: (step, count, of) => say(of === null ? `${count} lines ${step}` : `${count} of ${of} products ${step}`),
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  process.stdout.write(tableOf(summary, rejects, (performance.now() - began) / 1_000));
  return 0;
}

function tableOf(summary: Summary, rejects: string, seconds: number): string {
  const rows: readonly (readonly [string, number])[] = [
    ["lines", summary.lines],
    ["  refused", summary.refusedLines],
    ["codes as written", summary.codes],
    ["  refused", summary.refusedCodes],
    ["  products", summary.products],
    ["    added", summary.added],
    ["    changed", summary.changed],
    ["    unchanged", summary.unchanged],
  ];
  const table = rows.map(([name, count]) => `${name.padEnd(20)}${count.toLocaleString("en").padStart(10)}\n`).join("");
  return `${table}${seconds.toFixed(1)} s. What was refused, and why: ${rejects}\n`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${isExpected(error) ? sentenceOf(error) : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
}

/** What an operator can put right is one sentence; anything else keeps its stack. */
function isExpected(error: unknown): error is Error {
  if (error instanceof UnreadableFile || error instanceof SettingsError) return true;
  if (!(error instanceof Error) || !("code" in error)) return false;
  // Prisma's P1…: the database cannot be reached or entered. ERR_PARSE_ARGS…: an option that there is not. E…: the disk.
  return /^(P1\d{3}|ERR_PARSE_ARGS_\w+|E[A-Z]+)$/.test(String(error.code));
}

/** Prisma says first which call it was, which is nothing to an operator. */
function sentenceOf({ message }: Error): string {
  return message.trimEnd().split("\n").at(-1) ?? message;
}
