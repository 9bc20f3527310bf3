/** What came of one row. */
export interface Result {
  readonly row: string;
  readonly what: string;
  readonly cells: number;
  readonly runs: number;
  readonly hits: number;
  readonly confirmed: number;
  readonly cancelled: number;
  readonly violations: readonly string[];
  /** Seconds until nothing was under way any more. */
  readonly settled: number;
  readonly took: number;
}

const columns = ["fault", "runs", "hits", "confirmed", "cancelled or refused", "violations", "time to settle"];

const cellsOf = ({ what, runs, hits, confirmed, cancelled, violations, settled }: Result) =>
  [what, runs, hits, confirmed, cancelled, violations.length, `${settled.toFixed(0)} s`].map(String);

/** The results as a table of Markdown. */
export function tableOf(results: readonly Result[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...results.map((result) => line(cellsOf(result)))].join("\n");
}
