/** A migration that PostgreSQL or the schema engine refused; nothing of it stays in the database. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly domain: string;
  /** Prisma's code, such as P3018 for a script that failed. */
  readonly code: string | undefined;

  constructor(domain: string, cause: unknown) {
    const { message, code } = described(cause);
    super(`The migration of ${domain} stopped: ${message}`, { cause });
    this.domain = domain;
    this.code = code;
  }
}

function described(cause: unknown): { message: string; code: string | undefined } {
  if (!(cause instanceof Error)) return { message: String(cause), code: undefined };
  // After the reason come the engine's own stack and, above it, which migration it was.
  const [reason = "", ...stack] = cause.message.split(/\n\s+0: /);
  const migration = /migration_name="([^"]+)"/.exec(stack.join())?.[1];
  const message = reason.replace(/^external connector error\s+/, "").trim();
  return {
    message: migration === undefined ? message : `${migration}: ${message}`,
    code: "code" in cause && typeof cause.code === "string" ? cause.code : undefined,
  };
}
