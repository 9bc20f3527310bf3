import { join } from "node:path";
import { rootDirectory, schemaDirectory } from "@madang/contracts/paths";
import { type Environment, json, readSettings } from "@madang/service-kit";
import { z } from "zod";

const jwk = z.looseObject({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string(),
  d: z.string(),
  kid: z.literal("router"),
});
const count = (fallback: number) => z.coerce.number().int().min(1).max(10_000_000).default(fallback);
const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

/** The router's settings. `SUBGRAPH_URL_<NAME>` and `SUBGRAPH_URL_TEMPLATE` say where subgraphs are. */
export const settings = z.object({
  HOST: z.string().default("127.0.0.1").describe("Address to listen on"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe("Port to listen on"),
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .describe("production hides the explorers"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("Least severe log line"),
  SERVICE_VERSION: z.string().default("0.1.0").describe("What health answers as version"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe("Where traces go; none when left out"),
  REDIS_URL: z.url().default("redis://127.0.0.1:6379").describe("Redis for rate limits"),
  IDENTITY_KEY_ROUTER: json(jwk).describe("The router's private identity key (JWK)"),
  SUPERGRAPH_FILE: z
    .string()
    .default(join(schemaDirectory, "supergraph.graphql"))
    .describe("The composed graph; watched for changes"),
  ROUTER_COMPOSITION: z
    .enum(["file", "introspect"])
    .default("file")
    .describe("introspect asks the subgraphs, for development"),
  SUBGRAPH_TIMEOUT_MS: count(5_000).describe("Deadline of one request to a subgraph"),
  SUBGRAPH_CONNECTIONS: count(64).describe("Connections to each subgraph"),
  RATE_LIMIT_ANONYMOUS: count(600).describe("Requests a minute from one address without an account"),
  RATE_LIMIT_ACCOUNT: count(1_200).describe("Requests a minute of one account"),
  TRUST_PROXY: z.string().default("false").describe("Proxies whose X-Forwarded-For is believed: false, or addresses"),
  CORS_ORIGINS: list.default([]).describe("Web origins that may call, separated by commas"),
  COOKIE_SECURE: flag.optional().describe("Whether the refresh cookie needs https; true in production"),
  EXPLORER: flag.optional().describe("Whether Sandbox, GraphiQL and introspection are there; not in production"),
  MAX_TOKENS: count(4_000).describe("Longest operation, in tokens"),
  MAX_DEPTH: count(14).describe("Deepest operation"),
  MAX_ALIASES: count(30).describe("Most aliases in an operation"),
  MAX_DIRECTIVES: count(9).describe("Most directives in an operation"),
  SHUTDOWN_MS: count(20_000).describe("Longest wait for what is in flight at SIGTERM"),
  GRAPHIQL_FOLDER: z
    .string()
    .default(join(rootDirectory, "router", "dist", "graphiql"))
    .describe("The bundled GraphiQL"),
});

export type RouterSettings = z.output<typeof settings>;

/** Reads the router's settings; a bad value stops the start with one line. */
export const env = (environment: Environment): RouterSettings => readSettings(settings, environment);

/** Apollo's gateway reports to Apollo unless it is told not to, in the process's own environment. */
export function silenceTelemetry(): void {
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";
}
