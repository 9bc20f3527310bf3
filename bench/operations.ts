import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./shop.ts";

const folder = join(root, "examples", "operations");

/** An example operation with the fragments that it spreads: what the bench asks is what clients ask. */
export function operation(name: string): string {
  const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8").trim();
  const text = read(`${name}.graphql`);
  const fragments = new Set([...text.matchAll(/\.\.\.([A-Z]\w*)/g)].map(([, fragment = ""]) => fragment));
  return [
    text,
    ...[...fragments].map((fragment) =>
      read("fragments", `${fragment.charAt(0).toLowerCase()}${fragment.slice(1)}.graphql`),
    ),
  ].join("\n");
}

/** A product of the sample shop with three variants. */
export const lantern = "crane-paper-lantern";
