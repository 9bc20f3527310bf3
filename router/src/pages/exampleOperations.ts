import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";

/** The example operations as one document, for explorers to open with; empty where they are not shipped. */
export function exampleOperations(folder = join(rootDirectory, "examples", "operations")): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".graphql"))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim())
    .join("\n\n");
}
