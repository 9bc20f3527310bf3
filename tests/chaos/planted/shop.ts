import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accounts } from "@madang/accounts";
import { analytics } from "@madang/analytics";
import { catalog } from "@madang/catalog";
import { inventory } from "@madang/inventory";
import { startMailbox } from "@madang/local";
import { notifications } from "@madang/notifications";
import { orders } from "@madang/orders";
import { startSandboxProcess } from "@madang/payment-sandbox/testing";
import { payments } from "@madang/payments";
import { startRouter } from "@madang/router";
import { settingName } from "@madang/service-kit";
import { freePort, identityKey, identitySettings, redisSpace } from "@madang/testkit";
import { inject } from "vitest";
import { seed as seedAccounts } from "../../../prisma/accounts/seed.ts";
import { seed as seedCatalog } from "../../../prisma/catalog/seed.ts";
import { openRoom } from "./room.ts";

/** Short waits, and patience where a busy machine would be taken for a failure. */
const env = {
  LOG_LEVEL: "silent",
  NODE_ENV: "test",
  ACCESS_TOKEN_SECRET: "a secret that seals the keys of tests",
  PASSWORD_MEMORY_KIB: "1024",
  PASSWORD_PASSES: "1",
  RATE_LIMIT_ANONYMOUS: "1000000",
  RATE_LIMIT_ACCOUNT: "1000000",
  RELAY_POLL_MS: "500",
  PROCESS_POLL_MS: "250",
  PROCESS_BACKOFF_MS: "20",
  MAIL_RETRY_MS: "500",
  MAIL_LEASE_MS: "20000",
  RECONCILE_EVERY_MS: "1000",
  BREAKER_OPEN_MS: "100",
  CALL_TIMEOUT_MS: "20000",
  CART_PATIENCE_MS: "20000",
};

/** The whole shop in this process, its provider beside it. Each room can be replaced while the others run. */
export async function openShop() {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(redisSpace());
  const mailDir = await mkdtemp(join(tmpdir(), "madang-mails-"));
  opening.defer(() => rm(mailDir, { recursive: true, force: true }));
  const mailbox = opening.use(await startMailbox({ smtpPort: 0, httpPort: 0, dir: mailDir }));
  const paymentsPort = String(await freePort());
  const webhook = `http://127.0.0.1:${paymentsPort}/webhooks/sandbox`;
  // The key that the shoppers of the fault matrix have to their bank.
  const sandbox = opening.use(await startSandboxProcess({ webhook, key: "sk_sandbox" }));
  const paying = {
    PORT: paymentsPort,
    PAYMENT_SANDBOX_URL: sandbox.url,
    PAYMENT_SANDBOX_KEY: sandbox.key,
    PAYMENT_SANDBOX_WEBHOOK_SECRET: sandbox.secret,
  };
  const options = { redis, env };
  const peers = {
    accounts: opening.use(await openRoom(accounts, options)),
    catalog: opening.use(await openRoom(catalog, options)),
    inventory: opening.use(await openRoom(inventory, options)),
    payments: opening.use(await openRoom(payments, { redis, env: { ...env, ...paying } })),
  };
  const rooms = {
    ...peers,
    notifications: opening.use(await openRoom(notifications, { redis, env: { ...env, SMTP_URL: mailbox.smtpUrl } })),
    analytics: opening.use(await openRoom(analytics, options)),
    orders: opening.use(await openRoom(orders, { ...options, peers })),
  };
  const log = () => undefined;
  const accountsEnv = { ...env, ...(await identitySettings("accounts")) };
  await seedAccounts({ databaseUrl: rooms.accounts.databaseUrl, env: accountsEnv, log });
  await seedCatalog({ databaseUrl: rooms.catalog.databaseUrl, log });
  const addresses = Object.entries(rooms).map(([name, { url }]) => [settingName("SUBGRAPH_URL", name), url]);
  const router = await startRouter({
    env: {
      ...env,
      PORT: "0",
      REDIS_URL: redis.url,
      IDENTITY_KEY_ROUTER: JSON.stringify(await identityKey("router")),
      ...Object.fromEntries(addresses),
    },
  });
  opening.defer(() => router.stop());
  const everything = opening.move();
  return {
    ...rooms,
    redis,
    mailbox,
    sandbox,
    url: router.url,
    /** What the invariants are asked of. */
    books: {
      rooms: Object.keys(rooms),
      databaseUrls: Object.fromEntries(Object.entries(rooms).map(([name, { databaseUrl }]) => [name, databaseUrl])),
      databases: { adminUrl: inject("postgresAdminUrl") },
      mailDir,
      ledgerFile: join(sandbox.data, "ledger.jsonl"),
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

export type PlantedShop = Awaited<ReturnType<typeof openShop>>;
