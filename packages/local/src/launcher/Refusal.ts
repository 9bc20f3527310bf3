/** Why the start stops: a sentence for whoever started it, which needs no stack trace. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

const expected = new Set(["Refusal", "PostgresError", "SettingsError", "ContractError", "MigrationError"]);

/** The one sentence of a failure that was foreseen; undefined for a bug, whose stack trace is worth reading. */
export function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (expected.has(error.name)) return error.message;
  const code = "code" in error ? error.code : undefined;
  const path = "path" in error ? ` (${error.path})` : "";
  if (code === "ENOSPC" || code === "EDQUOT" || code === "53100")
    return `The disk is full${path}: free some space and start again.`;
  if (code === "EACCES" || code === "EPERM") return `This user may not write there${path}.`;
  if (code === "EROFS") return `The disk is read-only${path}.`;
  return error.cause === undefined ? undefined : sentenceOf(error.cause);
}
