/** What came of one row. */
export interface Result {
  readonly row: string;
  readonly what: string;
  readonly seed: number;
  readonly cells: number;
  readonly runs: number;
  readonly hits: number;
  readonly confirmed: number;
  readonly cancelled: number;
  readonly violations: readonly string[];
  /** Seconds until nothing was under way any more. */
  readonly settled: number;
  /** Seconds of all of it, the settling with it. */
  readonly took: number;
}

const columns = [
  "fault",
  "runs",
  "hits",
  "confirmed",
  "cancelled or refused",
  "violations",
  "time to settle",
  "took",
  "seed",
];

/** A result as the cells of its line; the first one names the fault. */
export const cellsOf = ({ what, runs, hits, confirmed, cancelled, violations, settled, took, seed }: Result) => [
  what,
  ...[runs, hits, confirmed, cancelled, violations.length].map(String),
  `${settled.toFixed(0)} s`,
  `${took.toFixed(0)} s`,
  String(seed),
];

/** Lines as a table of Markdown. */
export function tableOf(lines: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
