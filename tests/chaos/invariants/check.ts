import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scratch } from "./scratch.ts";

/** Something that must never be. */
export interface Violation {
  /** `I1 stock adds up`. */
  readonly invariant: string;
  /** The row that the invariant's question gave. */
  readonly row: string;
}

/** Every invariant is a question, in a file of its own, that has to be answered with no rows. */
export const invariants = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".sql"))
  .sort()
  .map((file) => ({
    name: file.slice(0, -4).replaceAll("-", " "),
    sql: readFileSync(join(import.meta.dirname, file), "utf8"),
  }));

/** Asks all of them of what was loaded. */
export async function check({ client }: Scratch): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { name, sql } of invariants) {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    for (const row of rows) violations.push({ invariant: name, row: JSON.stringify(row) });
  }
  return violations;
}
