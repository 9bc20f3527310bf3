import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accounts } from "@madang/accounts";
import { analytics } from "@madang/analytics";
import { catalog } from "@madang/catalog";
import { inventory } from "@madang/inventory";
import { type Mailbox, startMailbox } from "@madang/local";
import { notifications } from "@madang/notifications";
import { orders } from "@madang/orders";
import { startSandboxProcess } from "@madang/payment-sandbox/testing";
import { payments } from "@madang/payments";
import { startRouter } from "@madang/router";
import { settingName } from "@madang/service-kit";
import { freePort, identityKey, redisSpace, startTestSubgraph } from "@madang/testkit";
import type { GraphQLFormattedError } from "graphql";
import { seed as seedAccounts } from "../../prisma/accounts/seed.ts";
import { seed as seedCatalog } from "../../prisma/catalog/seed.ts";

/** Headers of a client, and what it is answered. */
export type Ask = <Data = Record<string, unknown>>(
  query: string,
  variables?: object,
  headers?: Record<string, string>,
) => Promise<{ data: Data | null; errors: readonly GraphQLFormattedError[]; status: number; headers: Headers }>;

/** Cheap passwords and short waits; otherwise as in service. */
const settings = {
  PASSWORD_MEMORY_KIB: "1024",
  PASSWORD_PASSES: "1",
  ACCESS_TOKEN_SECRET: "a secret that seals the keys of tests",
  RELAY_POLL_MS: "100",
  // A busy machine is no failure of the shop's.
  CART_PATIENCE_MS: "20000",
};

/** Every room, the router before them, a mail box and a payment provider behind them, on databases and a Redis prefix of their own. */
export async function startShop() {
  await using starting = new AsyncDisposableStack();
  const redis = starting.use(redisSpace());
  const dir = await mkdtemp(join(tmpdir(), "madang-mails-"));
  starting.defer(() => rm(dir, { recursive: true, force: true }));
  const mailbox: Mailbox = starting.use(await startMailbox({ smtpPort: 0, httpPort: 0, dir }));
  const paymentsPort = await freePort();
  const webhook = `http://127.0.0.1:${paymentsPort}/webhooks/sandbox`;
  const sandbox = starting.use(await startSandboxProcess({ webhook }));
  const shared = { role: "all" as const, redis, env: { ...settings, SMTP_URL: mailbox.smtpUrl } };
  const rooms = {
    accounts: starting.use(await startTestSubgraph(accounts, shared)),
    catalog: starting.use(await startTestSubgraph(catalog, shared)),
    inventory: starting.use(await startTestSubgraph(inventory, shared)),
    notifications: starting.use(await startTestSubgraph(notifications, shared)),
    payments: starting.use(
      await startTestSubgraph(payments, {
        ...shared,
        env: {
          ...shared.env,
          PORT: String(paymentsPort),
          PAYMENT_SANDBOX_URL: sandbox.url,
          PAYMENT_SANDBOX_KEY: sandbox.key,
          PAYMENT_SANDBOX_WEBHOOK_SECRET: sandbox.secret,
        },
      }),
    ),
  };
  const selling = { ...rooms, orders: starting.use(await startTestSubgraph(orders, { ...shared, peers: rooms })) };
  // Analytics asks every room what it finds wrong, itself included.
  const analyticsPort = await freePort();
  const all = {
    ...selling,
    analytics: starting.use(
      await startTestSubgraph(analytics, {
        ...shared,
        env: { ...shared.env, PORT: String(analyticsPort) },
        peers: { ...selling, analytics: { url: `http://127.0.0.1:${analyticsPort}/graphql` } },
      }),
    ),
  };
  const log = () => undefined;
  const env = { ...settings, NODE_ENV: "test" };
  await seedAccounts({ databaseUrl: rooms.accounts.databaseUrl, env, log });
  await seedCatalog({ databaseUrl: rooms.catalog.databaseUrl, log });

  const openRouter = async (routerEnv: Record<string, string> = {}) => {
    const router = await startRouter({
      env: {
        PORT: "0",
        LOG_LEVEL: "silent",
        NODE_ENV: "test",
        REDIS_URL: redis.url,
        IDENTITY_KEY_ROUTER: JSON.stringify(await identityKey("router")),
        ...Object.fromEntries(Object.entries(all).map(([name, { url }]) => [settingName("SUBGRAPH_URL", name), url])),
        ...routerEnv,
      },
    });
    return { ...router, ask: asking(router.url), [Symbol.asyncDispose]: () => router.stop() };
  };
  const router = starting.use(await openRouter());
  const everything = starting.move();
  return {
    ...all,
    mailbox,
    sandbox,
    router,
    openRouter,
    ask: router.ask,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

export type Shop = Awaited<ReturnType<typeof startShop>>;

const asking =
  (url: string): Ask =>
  async <Data>(query: string, variables: object = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body: { data?: Data | null; errors?: GraphQLFormattedError[] } = JSON.parse(await response.text());
    return { data: body.data ?? null, errors: body.errors ?? [], status: response.status, headers: response.headers };
  };

/** The data of an answer that has no errors. */
export async function told<Data>(answer: ReturnType<Ask>): Promise<Data> {
  const { data, errors } = await answer;
  if (data === null || errors.length > 0) throw new Error(JSON.stringify(errors));
  return data as Data;
}

/** Signs in over the graph; the header that says so from then on. */
export async function signIn(ask: Ask, email: string, password: string): Promise<{ authorization: string }> {
  const { signIn } = await told<{ signIn: { accessToken: string } }>(
    ask("mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken } } }", {
      input: { email, password },
    }),
  );
  return { authorization: `Bearer ${signIn.accessToken}` };
}
