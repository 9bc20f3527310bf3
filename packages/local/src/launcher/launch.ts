import { readSupergraphConfig } from "@madang/contracts/supergraphConfig";
import { type Environment, home, type LocalSettings, readLocalSettings } from "../env.ts";
import { startMailbox } from "../mailbox/index.ts";
import { startQueuePage } from "../pages/queuePage.ts";
import { localCluster, startPostgres } from "../postgres/index.ts";
import { startRedis } from "../redis/index.ts";
import { givenDatabases, ownDatabases, prepareDatabase } from "../services/databases.ts";
import { startPaymentSandbox } from "../services/paymentSandbox.ts";
import { keptSecret } from "../settings/keys.ts";
import { type SettingsOf, serviceSettings } from "../settings/serviceSettings.ts";
import { folders, makeState, state } from "./folders.ts";
import { clearLeftovers } from "./leftovers.ts";
import { takeLock } from "./lock.ts";
import type { Stop } from "./main.ts";
import { type LocalPorts, localPorts, requireFree } from "./ports.ts";
import { step } from "./progress.ts";

/** Everything but the services, and what these have to be told. */
export interface Ground {
  readonly names: readonly string[];
  readonly ports: LocalPorts;
  readonly settingsOf: SettingsOf;
  /** What can be opened in a browser or connected to. */
  readonly addresses: readonly (readonly [what: string, address: string])[];
  /** Whether the sample shop was filled in just now. */
  readonly firstRun: boolean;
}

/** Starts what the services stand on; whatever was started is on the stack, also when a later part fails. */
export async function prepareGround(
  stack: AsyncDisposableStack,
  env: Environment,
  separateWorkers: boolean,
  stop: Stop,
): Promise<Ground> {
  const settings = readLocalSettings(env);
  const subgraphs = readSupergraphConfig();
  const names = subgraphs.map(({ name }) => name);
  const ports = localPorts(subgraphs, settings.MADANG_PORT_BASE);

  makeState();
  stack.defer(takeLock(state));
  await clearLeftovers();
  const given = await givenDatabases(names, env);
  const own = names.filter((name) => given[name] === undefined);
  await requireFree(
    neededPorts(names, ports, settings, {
      postgres: own.length > 0,
      workers: separateWorkers,
      sandbox: !env["PAYMENT_SANDBOX_URL"],
    }),
  );

  const [redisUrl, smtpUrl, made, sandbox] = await settleAll([
    startQueues(stack, settings, ports),
    startMail(stack, settings, ports),
    startDatabases(stack, own, ports),
    startPaymentSandbox(stack, env, ports, stop),
  ]);
  const databaseUrls = { ...made, ...given };
  await startQueuePage({ port: ports.queuePage, redisUrl, prefix: settings.QUEUE_PREFIX, queues: names }).then((page) =>
    stack.use(page),
  );
  const settingsOf = await serviceSettings(env, names, {
    databaseUrls,
    redisUrl,
    smtpUrl,
    ports,
    own: { payments: sandbox.settings },
  });
  const filled = await step("Bringing the databases up to date", async () => {
    const seeded: boolean[] = [];
    for (const [name, url] of Object.entries(databaseUrls))
      seeded.push(await prepareDatabase(name, url, settingsOf(name, { port: 0 })));
    return seeded.includes(true);
  });

  const page = (port: number) => `http://127.0.0.1:${port}/`;
  const addresses: [string, string][] = [
    ["Graph and Sandbox", page(ports.router)],
    ["GraphiQL", `${page(ports.router)}graphiql`],
    ...(settings.SMTP_URL ? [] : [["Mail box", page(ports.mailPage)] as [string, string]]),
    ["Queues", page(ports.queuePage)],
    ...(sandbox.page ? [["Payment sandbox", sandbox.page] as [string, string]] : []),
    ...names.map((name): [string, string] => [name, `${page(ports.api[name] ?? 0)}graphql`]),
    ...(own.length ? [["PostgreSQL", `127.0.0.1:${ports.postgres}`] as [string, string]] : []),
    ...(settings.REDIS_URL ? [] : [["Redis", `127.0.0.1:${ports.redis}`] as [string, string]]),
  ];
  return { names, ports, settingsOf, addresses, firstRun: filled };
}

async function startQueues(
  stack: AsyncDisposableStack,
  { REDIS_URL }: LocalSettings,
  ports: LocalPorts,
): Promise<string> {
  if (REDIS_URL) return REDIS_URL;
  const password = await keptSecret(folders.keys, "redis");
  const started = startRedis({ dataDir: folders.redis, port: ports.redis, password });
  return stack.use(await step("Starting Redis", () => started)).url;
}

async function startMail(stack: AsyncDisposableStack, { SMTP_URL }: LocalSettings, ports: LocalPorts): Promise<string> {
  if (SMTP_URL) return SMTP_URL;
  return stack.use(await startMailbox({ smtpPort: ports.smtp, httpPort: ports.mailPage, dir: folders.mails })).smtpUrl;
}

async function startDatabases(stack: AsyncDisposableStack, own: readonly string[], { postgres: port }: LocalPorts) {
  if (own.length === 0) return {};
  const cluster = localCluster(home);
  const postgres = stack.use(await step("Starting PostgreSQL", () => startPostgres({ ...cluster, port })));
  return ownDatabases(own, { ...cluster, adminUrl: postgres.adminUrl });
}

/** Waits for all, so that what still starts when another fails is on the stack before that is unwound. */
async function settleAll<T extends readonly Promise<unknown>[]>(work: readonly [...T]) {
  await Promise.allSettled(work);
  return Promise.all(work);
}

function neededPorts(
  names: readonly string[],
  ports: LocalPorts,
  settings: LocalSettings,
  uses: { readonly postgres: boolean; readonly workers: boolean; readonly sandbox: boolean },
): Map<string, number> {
  const needed = new Map([
    ["the router", ports.router],
    ["the page of the queues", ports.queuePage],
  ]);
  for (const name of names) {
    needed.set(name, ports.api[name] ?? 0);
    if (uses.workers) needed.set(`the worker of ${name}`, ports.worker[name] ?? 0);
  }
  if (uses.postgres) needed.set("PostgreSQL", ports.postgres);
  if (uses.sandbox) needed.set("the payment sandbox", ports.paymentSandbox);
  if (!settings.REDIS_URL) needed.set("Redis", ports.redis);
  if (!settings.SMTP_URL) needed.set("mail", ports.smtp).set("the page of the mails", ports.mailPage);
  return needed;
}
