import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ContractError } from "./contractError.ts";
import { schemaDirectory } from "./paths.ts";

const title = "# What clients were promised, newest first\n";

/** The API that was promised last, or undefined before the first release. */
export function readReleased(directory = schemaDirectory): string | undefined {
  const file = join(directory, "api.released.graphql");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Promises the present API to clients, with a note on what it means for them. */
export function release({
  note,
  now,
  directory = schemaDirectory,
}: {
  note: string;
  now: Date;
  directory?: string;
}): void {
  const text = note.replaceAll(/\s+/g, " ").trim();
  if (text.length < 10) throw new ContractError(['A release needs a note of at least 10 characters: --note "…".']);

  const api = readFileSync(join(directory, "api.graphql"), "utf8");
  if (readReleased(directory) === api) throw new ContractError(["schema/api.graphql is what was released already."]);

  const log = join(directory, "RELEASES.md");
  const before = existsSync(log) ? readFileSync(log, "utf8").replace(title, "") : "";
  writeFileSync(join(directory, "api.released.graphql"), api);
  writeFileSync(log, `${title}\n## ${now.toISOString().slice(0, 10)}\n\n${text}\n${before}`);
}
