import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Names } from "./names.ts";

const folder = join(import.meta.dirname, "..", "template");

/** A file to be made: its path from the root of the checkout, and its text. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a new subgraph. What editors and checks would take for code of ours ends in `.txt` in the template. */
export function templateFiles(names: Names): NewFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((entry) => join(folder, entry))
    .filter((file) => statSync(file).isFile())
    .sort()
    .map((file) => ({
      path: filledIn(relative(folder, file).replace(/\.txt$/, ""), names).replaceAll(sep, "/"),
      text: filledIn(readFileSync(file, "utf8"), names),
    }));
}

const filledIn = (text: string, names: Names) =>
  Object.entries(names).reduce((filled, [key, value]) => filled.replaceAll(`__${key}__`, value), text);
