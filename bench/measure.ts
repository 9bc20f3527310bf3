/** A table: its heading is the first row. */
export type Rows = readonly (readonly string[])[];

/** One part of the bench: says what it is doing, and gives what it measured. */
export type Bench = (say: (line: string) => void) => Promise<Rows>;

/** The value in the middle; between the two in the middle when there are as many on both sides. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which this part of all values lies, interpolated. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new Error("There is nothing to measure.");
  return low + (high - low) * (at % 1);
}

/** Smallest, middle and largest value, since a busy machine makes any single one a guess. */
export function spread(values: readonly number[], digits: number): string {
  const text = (value: number) => value.toFixed(digits);
  return `${text(median(values))} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
}

export const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Milliseconds that a piece of work took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}

/** A table as Markdown, which is as good to read in a terminal. */
export function table(rows: Rows): string {
  const [heading = [], ...body] = rows;
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(heading), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
