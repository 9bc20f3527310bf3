export type PostgresErrorCode =
  | "ALREADY_RUNNING"
  | "DATA_CORRUPT"
  | "DATA_UNREACHABLE"
  | "DATA_VERSION"
  | "DISK_FULL"
  | "PORT_TAKEN"
  | "START_FAILED"
  | "UNSUPPORTED_PLATFORM"
  | "WRONG_PASSWORD";

/** Why PostgreSQL cannot serve: a code for programs and one sentence for people. */
export class PostgresError extends Error {
  override readonly name = "PostgresError";
  readonly code: PostgresErrorCode;

  constructor(code: PostgresErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** Turns what PostgreSQL wrote before it gave up into the one sentence that helps. */
export function explainFailure(log: string, place: { dataDir: string; port: number }): PostgresError {
  if (/Address already in use|could not create any TCP\/IP sockets/.test(log))
    return new PostgresError(
      "PORT_TAKEN",
      `Port ${place.port} is taken by another program, so PostgreSQL cannot start.`,
    );
  if (/No space left on device|Disk quota exceeded/.test(log))
    return new PostgresError("DISK_FULL", `The disk that holds ${place.dataDir} is full, so PostgreSQL cannot start.`);
  const reason = /(?:PANIC|FATAL|initdb: error): +(.+)/.exec(log)?.[1] ?? log.trim().split("\n").at(-1) ?? "no reason";
  if (
    /^postgres: could not access|corrupt|invalid|could not (?:open|read)|could not locate|does not exist|not a valid/i.test(
      reason,
    )
  )
    return new PostgresError("DATA_CORRUPT", `The data folder ${place.dataDir} is damaged: ${reason.trim()}.`);
  return new PostgresError("START_FAILED", `PostgreSQL did not start in ${place.dataDir}: ${reason.trim()}.`);
}
