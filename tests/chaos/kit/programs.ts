import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";
import { freePort } from "@madang/local";
import { settingName } from "@madang/service-kit";
import type { Network } from "./network.ts";
import type { Databases } from "./postgres.ts";
import { throughPort } from "./prepare.ts";
import { type Program, program } from "./program.ts";
import type { RedisServer } from "./redis.ts";
import { type Keys, shared } from "./settings.ts";

export interface Places {
  readonly rooms: readonly string[];
  readonly keys: Keys;
  readonly databases: Databases;
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly redis: RedisServer;
  readonly network: Network;
  readonly mailDir: string;
  readonly ledgerDir: string;
  readonly logDir: string;
}

const secret = "a secret for the webhooks of chaos";
const apiKey = "sk_sandbox";

/** Every process of the shop, none of them started yet. */
export async function describePrograms(places: Places): Promise<Program[]> {
  const { rooms, keys, databases, redis, network, mailDir, ledgerDir, logDir } = places;
  const programs = new Map<string, Program>();
  // Asked when somebody connects, so that processes may be described in any order.
  const portOf = (name: string) => {
    if (name === "postgres") return databases.port;
    if (name === "redis") return redis.port;
    return programs.get(name)?.port() ?? 0;
  };
  const through = async (from: string, to: string) => (await network.link(from, to, () => portOf(to))).port;
  const logFile = (name: string) => join(logDir, `${name.replaceAll(/[^a-z]+/g, "-").replace(/-$/, "")}.log`);
  const add = async (options: Omit<Parameters<typeof program>[0], "logFile">) =>
    void programs.set(options.name, await program({ ...options, logFile: logFile(options.name) }));

  const common = async (from: string) => ({
    ...shared,
    REDIS_URL: `redis://:${redis.password}@127.0.0.1:${await through(from, "redis")}`,
    ...Object.fromEntries(
      await Promise.all(
        rooms.map(async (room) => [
          settingName("SUBGRAPH_URL", room),
          `http://127.0.0.1:${await through(from, `${room} (api)`)}/graphql`,
        ]),
      ),
    ),
  });
  const ofRoom = async (room: string, name: string) => ({
    ...(await common(name)),
    ...keys(room),
    [settingName("DATABASE_URL", room)]: throughPort(places.databaseUrls[room] ?? "", await through(name, "postgres")),
    ...(room === "notifications" ? { SMTP_URL: `smtp://127.0.0.1:${await through(name, "mail box")}` } : {}),
    ...(room === "payments"
      ? {
          PAYMENT_SANDBOX_URL: `http://127.0.0.1:${await through(name, "provider")}`,
          PAYMENT_SANDBOX_KEY: apiKey,
          PAYMENT_SANDBOX_WEBHOOK_SECRET: secret,
        }
      : {}),
  });

  const mailPage = await freePort();
  await add({
    name: "mail box",
    main: join(import.meta.dirname, "mailboxMain.ts"),
    args: (port) => [String(port), String(mailPage), mailDir],
    env: () => ({}),
    ready: `http://127.0.0.1:${mailPage}/`,
  });
  const webhook = `http://127.0.0.1:${await through("provider", "payments (api)")}/webhooks/sandbox`;
  await add({
    name: "provider",
    main: join(rootDirectory, "packages", "payment-sandbox", "src", "main.ts"),
    args: (port) => [
      "--port",
      `${port}`,
      "--data",
      ledgerDir,
      "--webhook",
      webhook,
      "--secret",
      secret,
      "--key",
      apiKey,
    ],
    env: () => ({}),
    ready: "/",
  });
  for (const room of rooms)
    for (const role of ["api", "worker"]) {
      const name = `${room} (${role})`;
      const env = await ofRoom(room, name);
      await add({
        name,
        main: join(import.meta.dirname, "roomMain.ts"),
        args: () => [room, role],
        env: (port) => ({ ...env, PORT: String(port) }),
        ready: "/health/ready",
      });
    }
  const env = { ...(await common("router")), ...keys("router") };
  await add({
    name: "router",
    main: join(rootDirectory, "router", "src", "main.ts"),
    args: () => [],
    env: (port) => ({ ...env, PORT: String(port) }),
    ready: "/health/ready",
  });
  await through("client", "router");
  await through("client", "provider");
  return [...programs.values()];
}
