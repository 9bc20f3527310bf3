import { once } from "node:events";
import type { WriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";

/** Where what could not be imported is written, each with the line it stands on and the reason. */
export class Rejects implements AsyncDisposable {
  readonly #stream: WriteStream;
  readonly #failed: Promise<void>;
  #count = 0;

  private constructor(stream: WriteStream) {
    this.#stream = stream;
    this.#failed = finished(this.#stream);
    // It is awaited at the end; until then a full disk must not end the process.
    this.#failed.catch(() => undefined);
    this.#stream.write("line,code,reason\n");
  }

  static async open(path: string): Promise<Rejects> {
    await mkdir(dirname(path), { recursive: true });
    return new Rejects((await open(path, "w")).createWriteStream());
  }

  get count(): number {
    return this.#count;
  }

  /** Notes a line of which no code is known, or a code as it is written on the first line that has it. */
  async add(rejects: readonly { line: number; code?: string; reason: string }[]): Promise<void> {
    this.#count += rejects.length;
    const text = rejects.map(({ line, code = "", reason }) => `${line},${quoted(code)},${quoted(reason)}\n`).join("");
    if (text !== "" && !this.#stream.write(text)) await Promise.race([once(this.#stream, "drain"), this.#failed]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.end();
    await this.#failed;
  }
}

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
