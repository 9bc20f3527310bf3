import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";
import { type Result, tableOf } from "./result.ts";

const file = join(rootDirectory, "docs", "RELIABILITY.md");
const [from, to] = ["<!-- chaos: begin -->", "<!-- chaos: end -->"];

/** Puts the table of a whole run where the documentation shows it. */
export function writeTable(results: readonly Result[], seed: number, seconds: number): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(from), text.indexOf(to)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the table.`);
  const note = `Seed ${seed}, ${Math.round(seconds / 60)} minutes, ${new Date().toISOString().slice(0, 10)}.`;
  writeFileSync(file, `${text.slice(0, begin)}${from}\n${tableOf(results)}\n\n${note}\n${text.slice(end)}`);
}
