import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { schemaDirectory } from "@madang/contracts";
import { writeComposition } from "../../packages/contracts/src/committed.ts";
import { compose } from "../../packages/contracts/src/compose.ts";

/** A copy of the contracts in which something was planted; gone when disposed of. */
export function plantedSchema() {
  const directory = mkdtempSync(join(tmpdir(), "madang-schema-"));
  cpSync(schemaDirectory, directory, { recursive: true });
  return {
    directory,
    /** Replaces the one occurrence of a text, and says in which line it began. */
    plant(file: string, from: string, to: string): number {
      const path = join(directory, file);
      const text = readFileSync(path, "utf8");
      const parts = text.split(from);
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
      writeFileSync(path, parts.join(to));
      return (parts[0] ?? "").split("\n").length;
    },
    /** What `npm run generate` does. */
    generate: () => writeComposition(compose(directory), directory),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}
