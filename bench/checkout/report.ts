import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { percentile, type Rows, table } from "../measure.ts";
import { root } from "../shop.ts";
import type { Half, Options, Result } from "./checkout.ts";
import type { Measured } from "./measure.ts";
import type { Statement } from "./statements.ts";
import { shoppers as measuring, shopUse } from "./usage.ts";

const file = join(root, "bench", "RESULTS.md");
/** How many statements are shown. */
const longest = 12;
const [from, to] = ["<!-- bench:checkout -->", "<!-- /bench:checkout -->"];

/** What was measured, as Markdown. */
export function report(result: Result, options: Options): string {
  const { few, many, idle, durability } = result;
  const how = options.processes ? "A process for each service and role" : "All services in one process";
  const busiest = few.lines.find(({ shoppers }) => shoppers === 16) ?? few.lines[0];
  const load = loadavg()
    .map((average) => average.toFixed(1))
    .join(" ");
  return [
    `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() || "unknown"}), ${new Date().toISOString().slice(0, 10)}, load after ${load}. ${how}, PostgreSQL, Redis and the shoppers beside them; ${durability}. When nobody shops, all of it takes ${idle.cpuMsPerSecond.toFixed(0)} ms of CPU and ${idle.statementsPerSecond.toFixed(0)} statements a second, which are in the figures.`,
    table(comparison(few, many)),
    ...(busiest ? [whereTimeGoes(busiest, many?.lines[few.lines.indexOf(busiest)])] : []),
  ].join("\n\n");
}

/** Puts it between the markers of RESULTS.md. */
export function write(text: string): void {
  const results = readFileSync(file, "utf8");
  const [start, end] = [results.indexOf(from), results.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`${file} has no place for it between ${from} and ${to}.`);
  writeFileSync(file, `${results.slice(0, start + from.length)}\n\n${text}\n\n${results.slice(end)}`);
}

function comparison(few: Half, many: Half | null): Rows {
  const heading = [
    "payment",
    "shoppers",
    "orders in the database",
    "orders / s",
    "placeOrder p50, ms",
    "p95, ms",
    "cart and order p50, ms",
    "CPU per order, ms",
    "statements per order",
    "WAL, KiB",
    "not at once",
    "failed",
  ];
  const rows = (half: Half) => half.lines.map((line) => lineOf(line, half.orders));
  if (!many) return [heading, ...rows(few)];
  const ratios = few.lines.flatMap((line, i) => {
    const other = many.lines[i];
    return other ? [ratioOf(line, other, many.orders / few.orders)] : [];
  });
  return [heading, ...rows(few), ...rows(many), ...ratios];
}

function lineOf(line: Measured, orders: number): readonly string[] {
  const { counted, placeMs, wholeMs } = line;
  const per = (count: number, digits = 0) => (count / line.orders).toFixed(digits);
  return [
    line.method.toLowerCase(),
    String(line.shoppers),
    orders.toLocaleString("en"),
    (line.orders / line.seconds).toFixed(1),
    percentile(placeMs, 0.5).toFixed(0),
    percentile(placeMs, 0.95).toFixed(0),
    percentile(wholeMs, 0.5).toFixed(0),
    line.cpuMsPerOrder.toFixed(1),
    per(counted.statements),
    per(counted.walBytes / 1_024),
    String(line.later),
    String([...line.refused.values()].reduce((sum, n) => sum + n, 0)),
  ];
}

function ratioOf(few: Measured, many: Measured, times: number): readonly string[] {
  const ratio = (of: (line: Measured) => number) => `${(of(many) / of(few)).toFixed(2)} x`;
  return [
    few.method.toLowerCase(),
    String(few.shoppers),
    `${times.toFixed(0)} x`,
    ratio(({ orders, seconds }) => orders / seconds),
    ratio(({ placeMs }) => percentile(placeMs, 0.5)),
    ratio(({ placeMs }) => percentile(placeMs, 0.95)),
    ratio(({ wholeMs }) => percentile(wholeMs, 0.5)),
    ratio(({ cpuMsPerOrder }) => cpuMsPerOrder),
    ratio(({ counted, orders }) => counted.statements / orders),
    ratio(({ counted, orders }) => counted.walBytes / orders),
    "",
    "",
  ];
}

/** Of one line: who used the CPU, and which statements took longest. */
function whereTimeGoes(line: Measured, withMore: Measured | undefined): string {
  const share = ({ usage }: Measured, who: string) => (usage.get(who) ?? 0) / shopUse(usage);
  const cpu = ({ usage, orders }: Measured, who: string) => (((usage.get(who) ?? 0) * 1_000) / orders).toFixed(2);
  const statements = (who: string) => {
    const database = /^PostgreSQL (\w+)$/.exec(who)?.[1] ?? "";
    const count = line.counted.perDatabase.get(database);
    return count === undefined ? "" : (count / line.orders).toFixed(1);
  };
  const users = [...line.usage]
    .filter(([who]) => Math.max(...[line, withMore ?? line].map((one) => share(one, who))) >= 0.005)
    .toSorted(([, a], [, b]) => b - a)
    .map(([who]) => [
      who,
      cpu(line, who),
      who === measuring ? "" : `${(100 * share(line, who)).toFixed(1)} %`,
      statements(who),
      ...(withMore ? [cpu(withMore, who)] : []),
    ]);
  const slowest = (withMore ?? line).counted.each.slice(0, longest);
  const top = slowest.map(({ database, query }) => [
    database,
    `\`${shortened(query)}\``,
    perOrder(line, database, query, ({ calls }) => calls, 1),
    perOrder(line, database, query, ({ ms }) => ms, 2),
    ...(withMore ? [perOrder(withMore, database, query, ({ ms }) => ms, 2)] : []),
  ]);
  const more = withMore ? ["ms, with more orders"] : [];
  return [
    `Where it goes, with ${line.shoppers} shoppers who pay by ${line.method.toLowerCase()}; until everything that came of the orders was done, ${line.settledSeconds.toFixed(1)} s after the last answer:`,
    table([["who", "CPU per order, ms", "share", "statements per order", ...more], ...users]),
    "The statements that took longest, inside PostgreSQL:",
    table([["database", "statement", "per order", "ms per order", ...more], ...top]),
  ].join("\n\n");
}

function perOrder(
  { counted, orders }: Measured,
  database: string,
  query: string,
  of: (statement: Statement) => number,
  digits: number,
): string {
  const found = counted.each.find((one) => one.database === database && one.query === query);
  return found ? (of(found) / orders).toFixed(digits) : "";
}

function shortened(query: string): string {
  const text = query.replace(/\s+/g, " ").replaceAll("|", "/").replaceAll("`", "'").trim();
  return text.length <= 110 ? text : `${text.slice(0, 110)} …`;
}
