/** A record and the number of the line that it begins on. */
export interface CsvRecord {
  readonly line: number;
  readonly text: string;
}

/** A line that is no record, and why. */
export interface Refused {
  readonly line: number;
  readonly reason: string;
}

/** Lines longer than this are refused. */
export const longestLine = 65_536;

// A quote left open would swallow the rest of the file; no real field runs on for more lines than this.
const mostLines = 20;

/**
 * Puts lines together to records: a quoted field may run over several lines. A quote in the wrong place costs the
 * line that it stands on and no other.
 */
export class CsvFramer {
  readonly #delimiter: string;
  readonly #waiting: string[] = [];
  #line = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Takes the next line, without its end; gives what is settled by it. */
  push(line: string, records: CsvRecord[], refused: Refused[]): void {
    if (this.#waiting.length === 0 && !line.includes('"')) {
      this.#line += 1;
      this.#accept(line, this.#line, records, refused);
      return;
    }
    this.#waiting.push(line);
    this.#settle(false, records, refused);
  }

  /** Settles what is left at the end of the file. */
  end(records: CsvRecord[], refused: Refused[]): void {
    this.#settle(true, records, refused);
  }

  #settle(atEnd: boolean, records: CsvRecord[], refused: Refused[]): void {
    while (this.#waiting.length > 0) {
      const { state, text, count } = this.#join();
      if (state === "open" && !atEnd && count < mostLines) return;
      const line = this.#line + 1;
      if (state === "whole") {
        this.#take(count);
        this.#accept(text, line, records, refused);
      } else {
        this.#take(1);
        refused.push({ line, reason: state === "open" ? "a quote that is not closed" : "a quote in the wrong place" });
      }
    }
  }

  #join() {
    let text = this.#waiting[0] ?? "";
    let count = 1;
    let state = quoting(text, this.#delimiter);
    while (state === "open" && count < this.#waiting.length) {
      text += `\n${this.#waiting[count]}`;
      count += 1;
      state = quoting(text, this.#delimiter);
    }
    return { state, text, count };
  }

  #take(count: number) {
    this.#waiting.splice(0, count);
    this.#line += count;
  }

  #accept(text: string, line: number, records: CsvRecord[], refused: Refused[]) {
    if (text === "") return;
    const reason = text.length > longestLine ? "a line that is too long" : unreadable(text);
    if (reason === null) records.push({ line, text });
    else for (const [i] of text.split("\n").entries()) refused.push({ line: line + i, reason });
  }
}

function unreadable(text: string): string | null {
  if (text.includes("\ufffd")) return "characters that are not UTF-8";
  return /(?![\t\n])\p{Cc}/u.test(text) ? "control characters" : null;
}

/** How a text stands as a record: whole, within quotes at its end, or with a quote where none may be. */
export function quoting(text: string, delimiter: string): "whole" | "open" | "broken" {
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const closing = closingQuote(text, at);
      if (closing === -1) return "open";
      if (closing === text.length - 1) return "whole";
      if (text[closing + 1] !== delimiter) return "broken";
      at = closing + 2;
    } else {
      const end = text.indexOf(delimiter, at);
      const quote = text.indexOf('"', at);
      if (quote !== -1 && (end === -1 || quote < end)) return "broken";
      if (end === -1) return "whole";
      at = end + 1;
    }
  }
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
