import { type Environment, settingName } from "../env.ts";
import { folders } from "../launcher/folders.ts";
import type { LocalPorts } from "../launcher/ports.ts";
import { keptKey, keptSecret, publicPart } from "./keys.ts";

/** What the services are told of one another. */
export interface Addresses {
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly redisUrl: string;
  readonly smtpUrl: string;
  readonly ports: LocalPorts;
  /** What one service alone is told. */
  readonly own: Readonly<Record<string, Environment>>;
}

/** The settings of one service: its own key and database, and what all of them share. */
export type SettingsOf = (service: string, listen: { readonly port: number }) => Environment;

/** Makes what no one wrote down: keys, secrets and addresses. What the environment says wins. */
export async function serviceSettings(env: Environment, names: readonly string[], at: Addresses): Promise<SettingsOf> {
  const keys = new Map<string, string>();
  const trusted: object[] = [];
  for (const name of [...names, "router"]) {
    const key = await keptKey(folders.keys, name);
    keys.set(name, JSON.stringify(key));
    trusted.push(publicPart(key));
  }
  const shared: Environment = {
    ...Object.fromEntries(
      names.map((name) => [settingName("SUBGRAPH_URL", name), `http://127.0.0.1:${at.ports.api[name]}/graphql`]),
    ),
    TRUSTED_IDENTITIES: JSON.stringify({ keys: trusted }),
    CURSOR_SECRET: await keptSecret(folders.keys, "cursor"),
    ACCESS_TOKEN_SECRET: await keptSecret(folders.keys, "accessToken"),
    REDIS_URL: at.redisUrl,
    SMTP_URL: at.smtpUrl,
    // One line for each request of eight services would bury what matters.
    LOG_LEVEL: "warn",
    APOLLO_TELEMETRY_DISABLED: "1",
  };
  const others = new Set(
    names.flatMap((name) => [settingName("DATABASE_URL", name), settingName("IDENTITY_KEY", name)]),
  );
  const inherited = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== "" && !others.has(name)),
  );

  return (service, { port }) => {
    const identity = settingName("IDENTITY_KEY", service);
    const database = at.databaseUrls[service];
    return {
      ...shared,
      ...at.own[service],
      ...inherited,
      // Nobody gets the key or the database of another.
      [identity]: env[identity] ?? keys.get(service),
      ...(database ? { [settingName("DATABASE_URL", service)]: database } : {}),
      HOST: "127.0.0.1",
      PORT: String(port),
    };
  };
}
