import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Composition } from "./compose.ts";
import { schemaDirectory } from "./paths.ts";

const files = { supergraph: "supergraph.graphql", api: "api.graphql" } as const;

/** Names the committed files that are not what the contracts compose to. */
export function staleFiles(composition: Composition, directory = schemaDirectory): string[] {
  return changed(composition, directory).map(([, file]) => `schema/${file}`);
}

/** Writes the composed files that are not current, and names them. */
export function writeComposition(composition: Composition, directory = schemaDirectory): string[] {
  const stale = changed(composition, directory);
  for (const [form, file] of stale) writeFileSync(join(directory, file), composition[form]);
  return stale.map(([, file]) => `schema/${file}`);
}

/** The committed supergraph, as the router runs it. */
export function readSupergraph(directory = schemaDirectory): string {
  return readFileSync(join(directory, files.supergraph), "utf8");
}

function changed(composition: Composition, directory: string) {
  return (["supergraph", "api"] as const)
    .map((form) => [form, files[form]] as const)
    .filter(([form, file]) => {
      const path = join(directory, file);
      return !existsSync(path) || readFileSync(path, "utf8") !== composition[form];
    });
}
