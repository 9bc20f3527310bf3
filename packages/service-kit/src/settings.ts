import { z } from "zod";

/** Settings that stop a service from starting: one line each. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `orders` and `DATABASE_URL` become `DATABASE_URL_ORDERS`. */
export const settingName = (setting: string, service: string) =>
  `${setting}_${service.toUpperCase().replaceAll("-", "_")}`;

/** Reads settings with zod; throws one `SettingsError` that names each bad one, and never its value. */
export function readSettings<S extends z.ZodType>(schema: S, env: Environment): z.output<S> {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new SettingsError(`Settings that cannot be used: ${lines.join("; ")}.`);
}

/** JSON in a setting, parsed and checked. */
export const json = <S extends z.ZodType>(schema: S) =>
  z.string().transform((text, context) => {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON of the right form" });
      return z.NEVER;
    }
  });

const count = (fallback: number, min = 1, max = 1_000_000) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const jwk = z.looseObject({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), kid: z.string() });

/** Settings that every subgraph has. Those of one service end in its name; the rest are the same for all. */
export const kitSettings = z.object({
  HOST: z.string().default("127.0.0.1").describe("Address to listen on"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe("Port to listen on; 0 takes a free one"),
  REDIS_URL: z.url().default("redis://127.0.0.1:6379").describe("Redis for the queues"),
  QUEUE_PREFIX: z
    .string()
    .default("madang")
    .describe("Prefix in Redis of the queues and of what is counted at sign-in"),
  TRUSTED_IDENTITIES: json(z.object({ keys: z.array(jwk) })).describe(
    "Public keys (JWKS) of the router and every subgraph",
  ),
  CURSOR_SECRET: z.string().min(16).describe("Signs cursors; the same for all instances"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("Least severe log line"),
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .describe("production refuses demo data"),
  SERVICE_VERSION: z.string().default("0.1.0").describe("What health answers as version"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe("Where traces go; none when left out"),
  DATABASE_POOL: count(8).describe("Connections to the database; a worker needs 2"),
  DATABASE_CONNECT_TIMEOUT_MS: count(3_000).describe("Longest wait for a connection"),
  DATABASE_STATEMENT_TIMEOUT_MS: count(10_000).describe("Longest statement"),
  CALL_TIMEOUT_MS: count(3_000).describe("Deadline of one attempt of a call to another subgraph"),
  CALL_ATTEMPTS: count(3).describe("Attempts of a call"),
  CALL_CONCURRENCY: count(64).describe("Calls in flight to one subgraph"),
  BREAKER_OPEN_MS: count(30_000).describe("How long a breaker stays open before its trial"),
  BREAKER_CONSECUTIVE: count(5).describe("Failures in a row that open a breaker"),
  BREAKER_RATE: z.coerce.number().gt(0).max(1).default(0.5).describe("Share of failures that opens a breaker"),
  BREAKER_MINIMUM_CALLS: count(10).describe("Fewest calls that a share is taken of"),
  RELAY_POLL_MS: count(1_000).describe("How often the relay looks without being told"),
  DELIVERY_RESEND_MS: count(30_000).describe("First wait for an acknowledgement; doubles up to 32 times this"),
  HANDLER_ATTEMPTS: count(5).describe("Attempts of a handler before its event is a dead letter"),
  HANDLER_BACKOFF_MS: count(1_000).describe("First wait between attempts; doubles up to a minute"),
  WORKER_CONCURRENCY: count(8).describe("Events and jobs handled at once"),
  WORKER_LOCK_MS: count(30_000).describe("How long a worker may be silent before its job is another's"),
  PROCESS_DEADLINE_MS: count(4_000).describe(
    "How long a request waits for its process, and half of that for its turn; less than the router waits for it",
  ),
  PROCESS_LEASE_MS: count(30_000).describe("How long a process may be silent before it is resumed elsewhere"),
  PROCESS_POLL_MS: count(1_000).describe("How often due processes are looked for"),
  PROCESS_CONCURRENCY: count(8).describe(
    "How many requests may wait for one kind of process at once, and how many processes are resumed at once",
  ),
  PROCESS_ATTEMPTS: count(5).describe("Attempts of a step before the process is undone"),
  PROCESS_BACKOFF_MS: count(500).describe("First wait between attempts of a step; doubles up to a minute"),
  IDEMPOTENCY_DAYS: count(30).describe("How long idempotency keys are kept"),
  SHUTDOWN_MS: count(20_000).describe("Longest wait for what is in flight at SIGTERM"),
});

export type KitSettings = z.output<typeof kitSettings> & {
  /** The service's name. */
  readonly name: string;
  /** URL of its database. */
  readonly databaseUrl: string;
  /** Its private identity key. */
  readonly identityKey: z.output<typeof jwk>;
  /** Address of another subgraph. */
  readonly subgraphUrl: (name: string) => string;
};

/** The kit's settings for one service. */
export function readKitSettings(name: string, env: Environment): KitSettings {
  const database = settingName("DATABASE_URL", name);
  const key = settingName("IDENTITY_KEY", name);
  const own = readSettings(z.object({ [database]: z.url(), [key]: json(jwk) }), env);
  const identityKey = jwk.parse(own[key]);
  if (identityKey.kid !== name)
    throw new SettingsError(`Settings that cannot be used: ${key}: its kid is not "${name}".`);
  return {
    ...readSettings(kitSettings, env),
    name,
    databaseUrl: String(own[database]),
    identityKey,
    subgraphUrl: (other) => subgraphUrl(other, env),
  };
}

/** Where a subgraph is: its own setting, else the template, in which `{name}` stands for the subgraph's name. */
export function subgraphUrl(name: string, env: Environment): string {
  const found = env[settingName("SUBGRAPH_URL", name)] ?? env["SUBGRAPH_URL_TEMPLATE"]?.replaceAll("{name}", name);
  if (!found)
    throw new SettingsError(`Settings that cannot be used: ${settingName("SUBGRAPH_URL", name)}: is missing.`);
  return found;
}
