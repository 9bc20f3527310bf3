import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";
import { rows } from "../rows/index.ts";
import { cellsOf, type Result, tableOf } from "./result.ts";

const file = join(rootDirectory, "docs", "RELIABILITY.md");
const [from, to] = ["<!-- chaos: begin -->", "<!-- chaos: end -->"];

/** Puts a whole row where the documentation shows it; the others stay as they were. */
export function writeRow(result: Result): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(from), text.indexOf(to)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the table.`);
  const known = new Map(linesOf(text.slice(begin + from.length, end)).map((cells) => [cells[0], cells]));
  known.set(result.what, cellsOf(result));
  const lines = rows.map(({ what }) => known.get(what)).filter((cells) => cells !== undefined);
  writeFileSync(file, `${text.slice(0, begin)}${from}\n${tableOf(lines)}\n${text.slice(end)}`);
}

const linesOf = (table: string) =>
  table
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
