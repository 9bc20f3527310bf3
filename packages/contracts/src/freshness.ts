import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { rootDirectory } from "./paths.ts";

/** One thing that `npm run generate` makes, out of what, and where to. Paths are relative to the checkout. */
export interface Product {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const stampFile = join(rootDirectory, "packages/contracts/src/__generated__/made-from.json");
const stamps = z.record(z.string(), z.string());

/** Whether a product stands as its inputs would make it. */
export function isFresh(product: Product): boolean {
  return (
    product.outputs.every((output) => existsSync(join(rootDirectory, output))) &&
    readStamps()[product.name] === fingerprint(product)
  );
}

/** Notes that a product was made from its inputs as they stand. */
export function markFresh(product: Product): void {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ ...readStamps(), [product.name]: fingerprint(product) }, null, 2)}\n`);
}

function readStamps(): Record<string, string> {
  if (!existsSync(stampFile)) return {};
  try {
    return stamps.parse(JSON.parse(readFileSync(stampFile, "utf8")));
  } catch (error) {
    // A file that was cut off while being written says the same as none: make everything again.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return {};
    throw error;
  }
}

function fingerprint({ inputs }: Product): string {
  const hash = createHash("sha256");
  const files = inputs.flatMap((pattern) => globSync(pattern, { cwd: rootDirectory })).sort();
  for (const file of new Set(files))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(rootDirectory, file)))
      .update("\0");
  return hash.digest("hex");
}
