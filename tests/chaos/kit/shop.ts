import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";
import { readSupergraphConfig } from "@madang/contracts/supergraphConfig";
import { type Network, openNetwork } from "./network.ts";
import { type Databases, startDatabases } from "./postgres.ts";
import { prepareDatabase } from "./prepare.ts";
import type { Program } from "./program.ts";
import { describePrograms } from "./programs.ts";
import { type RedisServer, startRedisServer } from "./redis.ts";
import { makeKeys, shared } from "./settings.ts";

/** The whole shop as processes of their own, with a link that can fail between any two. */
export interface Shop extends AsyncDisposable {
  readonly rooms: readonly string[];
  readonly programs: readonly Program[];
  program(name: string): Program;
  readonly network: Network;
  readonly databases: Databases;
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly redis: RedisServer;
  /** Where clients ask. */
  readonly url: string;
  /** Where the shoppers' bank is. */
  readonly providerUrl: string;
  /** Where the mail box and the provider keep what they have. */
  readonly mailDir: string;
  readonly ledgerFile: string;
  /** Every process runs, every server answers, every link is open. Gives the names of processes that had ended. */
  heal(): Promise<readonly string[]>;
}

const startedTogether = 4;

export async function startShop(say: (line: string) => void): Promise<Shop> {
  await using starting = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), "madang-chaos-"));
  // PostgreSQL's own user has to pass through it.
  chmodSync(dir, 0o755);
  starting.defer(() => rmSync(dir, { recursive: true, force: true }));
  const logDir = join(rootDirectory, "artifacts", "chaos");
  rmSync(logDir, { recursive: true, force: true });
  mkdirSync(logDir, { recursive: true });

  const rooms = readSupergraphConfig().map(({ name }) => name);
  const keys = await makeKeys(dir, [...rooms, "router"]);
  const databases = starting.use(await startDatabases(join(dir, "postgres")));
  const redis = starting.use(await startRedisServer(join(dir, "redis")));
  const databaseUrls: Record<string, string> = {};
  for (const room of rooms)
    databaseUrls[room] = await prepareDatabase(databases.adminUrl, room, { ...shared, ...keys(room) });
  say("PostgreSQL and Redis run, the databases are filled");

  const network = starting.use(openNetwork());
  const [mailDir, ledgerDir] = [join(dir, "mails"), join(dir, "ledger")];
  const places = { rooms, keys, databases, databaseUrls, redis, network, mailDir, ledgerDir, logDir };
  const programs = await describePrograms(places);
  for (const one of programs) starting.use(one);
  const program = (name: string) => {
    const found = programs.find((one) => one.name === name);
    if (!found) throw new Error(`There is no process ${name}.`);
    return found;
  };
  // A few at a time: all of them at once get in one another's way. The router comes last, as it needs the others.
  for (let i = 0; i < programs.length; i += startedTogether)
    await Promise.all(programs.slice(i, i + startedTogether).map((one) => one.start()));
  say(`${programs.length} processes run`);

  const everything = starting.move();
  return {
    rooms,
    programs,
    program,
    network,
    databases,
    databaseUrls,
    redis,
    url: `http://127.0.0.1:${network.find("client", "router").port}/graphql`,
    providerUrl: `http://127.0.0.1:${network.find("client", "provider").port}`,
    mailDir,
    ledgerFile: join(ledgerDir, "ledger.jsonl"),
    heal: async () => {
      network.heal();
      for (const one of programs) one.thaw();
      const ended = programs.filter((one) => !one.isRunning());
      for (const one of ended) await one.start();
      // Rows start what has ended without asking how: such a one runs again, and fell all the same.
      return programs.filter((one) => one.takeFallen() || ended.includes(one)).map(({ name }) => name);
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
