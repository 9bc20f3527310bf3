import { type FileHandle, mkdir, open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { apply, emptyBooks } from "./books.ts";
import { type Asked, type Change, type Line, line } from "./entries.ts";

/**
 * Opens the ledger: an append-only file of one JSON object a line, and the books that follow from it. A last line
 * that a crash cut short was never answered for, and is cut off.
 */
export async function openLedger(dir: string, fatal: (error: unknown) => void) {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "ledger.jsonl");
  const lines = await readLines(path);
  const books = emptyBooks();
  for (const known of lines) apply(books, known);
  const file = await open(path, "a", 0o600);
  const write = writer(file, fatal);
  let seq = lines.at(-1)?.seq ?? 0;

  /** Books the changes at once, so that no two callers decide on the same state; `settled` says when they are kept. */
  const book = (now: Date, changes: Change[], asked?: Asked): Line => {
    seq += 1;
    const made: Line = { seq, at: now.toISOString(), ...(asked ? { asked } : {}), changes };
    lines.push(made);
    apply(books, made);
    write.push(`${JSON.stringify(made)}\n`);
    return made;
  };
  const close = async () => {
    await write.settled();
    await file.close();
  };
  return { books, lines: lines as readonly Line[], book, settled: write.settled, close };
}

export type Ledger = Awaited<ReturnType<typeof openLedger>>;

async function readLines(path: string): Promise<Line[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  const parsed = whole.split("\n").slice(0, -1);
  return parsed.map((json, at) => {
    const read = line.parse(JSON.parse(json));
    if (read.seq !== at + 1) throw new Error(`Line ${at + 1} of ${path} says that it is line ${read.seq}.`);
    return read;
  });
}

/** Writes what has come meanwhile in one go, and syncs it before anybody who waits for it is told. */
function writer(file: FileHandle, fatal: (error: unknown) => void) {
  let waiting: string[] = [];
  let kept = Promise.resolve();

  const flush = async () => {
    const text = waiting.join("");
    waiting = [];
    await file.appendFile(text);
    await file.datasync();
  };
  const push = (text: string) => {
    waiting.push(text);
    // Memory is ahead of a disk that refuses: going on would answer for what is not kept.
    if (waiting.length === 1) kept = kept.then(flush).catch(fatal);
  };
  /** What was written so far is kept; what comes later has nobody wait for it here. */
  return { push, settled: () => kept };
}
