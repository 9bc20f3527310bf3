import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse/sync";
import { CsvFramer, type CsvRecord, longestLine, type Refused } from "../domain/csv.ts";

/** A record, its fields taken out of their quotes. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A file that cannot be read as a whole: not there, or cut short. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/**
 * Reads a CSV file, plain or gzip, block by block. What is no record is handed to `refuse`; nothing is kept.
 */
export async function readCsv(
  path: string,
  delimiter: string,
  take: (rows: readonly Row[], refused: readonly Refused[]) => Promise<void>,
): Promise<void> {
  const framer = new CsvFramer(delimiter);
  const hand = async (records: CsvRecord[], refused: Refused[]) => take(rowsOf(records, delimiter), refused);
  try {
    for await (const lines of linesOf(await bytesOf(path))) {
      const records: CsvRecord[] = [];
      const refused: Refused[] = [];
      for (const line of lines) framer.push(line, records, refused);
      await hand(records, refused);
    }
  } catch (error) {
    if (isReadError(error)) throw new UnreadableFile(`${path} cannot be read: ${error.message}.`, { cause: error });
    throw error;
  }
  const records: CsvRecord[] = [];
  const refused: Refused[] = [];
  framer.end(records, refused);
  await hand(records, refused);
}

// The framer lets pass what the parser takes, one record a text, so that rows and line numbers stay side by side.
function rowsOf(records: readonly CsvRecord[], delimiter: string): Row[] {
  const quoted = records.filter(isQuoted).map(({ text }) => text);
  const parsed = parse(quoted.join("\n"), { delimiter, record_delimiter: "\n", relax_column_count: true }).values();
  return records.map((record) => ({
    line: record.line,
    fields: isQuoted(record) ? (parsed.next().value ?? []) : record.text.split(delimiter),
  }));
}

// Without a quote there is nothing to parse: handing every record to the parser doubles the time of reading.
const isQuoted = ({ text }: CsvRecord) => text.includes('"');

async function bytesOf(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  await file.close();
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (bytesRead < 2 || buffer[0] !== 0x1f || buffer[1] !== 0x8b) return source;
  const unzipped = createGunzip({ chunkSize: 256 * 1024 });
  // An error of either end reaches the loop that reads `unzipped`.
  pipeline(source, unzipped).catch((error: Error) => unzipped.destroy(error));
  return unzipped;
}

/** The lines of each chunk. One that never ends is cut, so that it takes no more memory than any other. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(0, longestLine + 1);
    yield lines.map(withoutReturn);
  }
  const last = withoutReturn(rest + decoder.decode());
  if (last !== "") yield [last];
}

const withoutReturn = (line: string) => (line.endsWith("\r") ? line.slice(0, -1) : line);

const isReadError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  /^(E[A-Z]+|Z_[A-Z_]+)$/.test(error.code);
