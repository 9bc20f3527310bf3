import { accounts } from "@madang/accounts";
import { analytics } from "@madang/analytics";
import { catalog } from "@madang/catalog";
import { inventory } from "@madang/inventory";
import { orders } from "@madang/orders";
import { startSandboxProcess } from "@madang/payment-sandbox/testing";
import { payments } from "@madang/payments";
import { newId, type Viewer } from "@madang/service-kit";
import {
  ask,
  freePort,
  guest,
  redisSpace,
  service,
  shopper,
  staff,
  startTestSubgraph,
  type TestOptions,
} from "@madang/testkit";
import { openGate } from "./gate.ts";

const merchant = staff(["catalog:write", "inventory:write", "inventory:read"]);
export const manager = staff(["orders:read", "orders:write", "analytics:read"]);
export const address = { name: "Ada Lovelace", lines: ["12 St James's Square"], city: "London", country: "GB" };

export const quick = {
  RELAY_POLL_MS: "50",
  PROCESS_POLL_MS: "50",
  PROCESS_BACKOFF_MS: "20",
  BREAKER_OPEN_MS: "100",
  // A busy machine is no failure of the shop's.
  PROCESS_DEADLINE_MS: "60000",
  CALL_TIMEOUT_MS: "20000",
  CART_PATIENCE_MS: "20000",
};

/** Catalogue, stock, payments with their provider, and figures as they are, behind networks that can fail. Orders are started by the tests. */
export async function openShop() {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(redisSpace());
  const shared = { role: "all", redis, env: quick } as const;
  const paymentsPort = await freePort();
  const sandbox = opening.use(
    await startSandboxProcess({ webhook: `http://127.0.0.1:${paymentsPort}/webhooks/sandbox` }),
  );
  const rooms = {
    accounts: opening.use(
      await startTestSubgraph(accounts, {
        redis,
        env: {
          ACCESS_TOKEN_SECRET: "a secret for the access tokens of tests",
          PASSWORD_MEMORY_KIB: "1024",
          PASSWORD_PASSES: "1",
        },
      }),
    ),
    catalog: opening.use(await startTestSubgraph(catalog, shared)),
    inventory: opening.use(await startTestSubgraph(inventory, shared)),
    analytics: opening.use(await startTestSubgraph(analytics, shared)),
    payments: opening.use(
      await startTestSubgraph(payments, {
        ...shared,
        env: {
          ...quick,
          PORT: String(paymentsPort),
          PAYMENT_SANDBOX_URL: sandbox.url,
          PAYMENT_SANDBOX_KEY: sandbox.key,
          PAYMENT_SANDBOX_WEBHOOK_SECRET: sandbox.secret,
        },
      }),
    ),
  };
  const gates = {
    catalog: opening.use(await openGate(rooms.catalog)),
    inventory: opening.use(await openGate(rooms.inventory)),
    payments: opening.use(await openGate(rooms.payments)),
  };
  const all = opening.move();

  return {
    ...rooms,
    gates,
    sandbox,
    redis,
    /** The orders, with the rooms that they call behind the gates. */
    orders: ({ env, ...options }: TestOptions = {}) =>
      startTestSubgraph(orders, {
        role: "all",
        redis,
        peers: { accounts: rooms.accounts, ...gates },
        env: { ...quick, ...env },
        ...options,
      }),
    /** Somebody with an account. */
    registers: async (email: string): Promise<Viewer> => {
      const input = { email, name: "Ada Lovelace", password: "correct horse" };
      const register = "mutation ($input: RegisterInput!) { register(input: $input) { __typename } }";
      await told(rooms.accounts.url, guest, register, { input });
      const { id } = await rooms.accounts.db.account.findFirstOrThrow({ where: { email } });
      return shopper(id);
    },
    /** A variant that is for sale. */
    has: async (amount: string, stock: number) => {
      const sku = newId("sku");
      const { createProduct } = await told<{ createProduct: { id: string; variants: { id: string }[] } }>(
        rooms.catalog.url,
        merchant,
        `mutation ($input: CreateProductInput!) { createProduct(input: $input) { ... on Product { id variants { id } } } }`,
        {
          input: {
            translations: [{ locale: "en", name: `Product ${sku}` }],
            variants: [{ sku, price: { amount, currency: "GBP" } }],
          },
        },
      );
      await told(
        rooms.catalog.url,
        merchant,
        `mutation ($input: SetPublicationInput!) { setPublication(input: $input) { ... on Product { id } } }`,
        { input: { productId: createProduct.id, published: true } },
      );
      const variantId = createProduct.variants[0]?.id ?? "";
      await eventually(async () => {
        const { adjustStock } = await told<{ adjustStock: { __typename: string } }>(
          rooms.inventory.url,
          merchant,
          `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }`,
          { input: { variantId, delta: stock, reason: "Opening", idempotencyKey: `open-${variantId}` } },
        );
        return adjustStock.__typename === "StockLevel";
      });
      return variantId;
    },
    setPrice: (variantId: string, amount: string) =>
      told(
        rooms.catalog.url,
        merchant,
        `mutation ($input: SetPriceInput!) { setPrice(input: $input) { __typename } }`,
        {
          input: { variantId, price: { amount, currency: "GBP" } },
        },
      ),
    /** On hand and set aside, and the books behind them: `RESERVED 0 +2`. */
    stockOf: async (variantId: string) => {
      const level = await rooms.inventory.db.stockLevel.findFirstOrThrow({ where: { variantId } });
      const books = await rooms.inventory.db.stockMovement.findMany({
        where: { variantId, kind: { not: "ADJUSTED" } },
        orderBy: { position: "asc" },
      });
      return {
        onHand: level.onHand,
        reserved: level.reserved,
        books: books.map(({ kind, onHandDelta, reservedDelta }) => `${kind} ${onHandDelta} ${reservedDelta}`),
      };
    },
    /** Gives a reservation back behind the back of the checkout that made it, as time would. */
    lapse: (key: string) =>
      told(
        rooms.inventory.url,
        service("orders"),
        "mutation ($key: ID!) { releaseReservation(key: $key) { __typename } }",
        { key },
      ),
    /** What was taken and given back for an order, as our books have it and as the provider's have. */
    moneyOf: async (orderId: string | undefined) => {
      const payments = await rooms.payments.db.payment.findMany({ where: { orderId: orderId ?? "" } });
      const theirs = await Promise.all(payments.map(({ id }) => paymentAt(sandbox, id)));
      const sum = (amounts: readonly (bigint | number | undefined)[]) =>
        Number(amounts.reduce<bigint>((all, amount) => all + BigInt(amount ?? 0), 0n));
      return {
        ours: {
          captured: sum(payments.map(({ capturedMinor }) => capturedMinor)),
          refunded: sum(payments.map(({ refundedMinor }) => refundedMinor)),
        },
        theirs: {
          captured: sum(theirs.map((payment) => payment?.captured)),
          refunded: sum(theirs.map((payment) => payment?.refunded)),
        },
      };
    },
    /** The shopper is at the bank. */
    atBank: async (order: { readonly [field: string]: unknown }, says: "approve" | "decline") => {
      const { nextAction } = order["checkout"] as { nextAction: { redirectUrl: string } };
      await fetch(`${nextAction.redirectUrl}/${says}`, { method: "POST", redirect: "manual" });
    },
    /** The shopper transfers money. */
    deposit: async (orderId: string | undefined, amount: number) => {
      const [payment] = await rooms.payments.db.payment.findMany({ where: { orderId: orderId ?? "" } });
      const found = payment && (await paymentAt(sandbox, payment.id));
      await sandbox.call("POST", `/v1/test/payments/${found?.id}/deposit`, { amount });
    },
    revenue: async () => {
      const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      const { metrics } = await told<{ metrics: { totals: unknown[] } }>(
        rooms.analytics.url,
        manager,
        `query ($input: MetricsInput!) { metrics(input: $input) { totals { revenue { amount } orders units } } }`,
        { input: { from: day(-1), to: day(1) } },
      );
      return metrics.totals;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

interface PaymentThere {
  readonly id: string;
  readonly captured: number;
  readonly refunded: number;
}

/** A payment of ours as the provider has it. */
async function paymentAt({ call }: Pick<Awaited<ReturnType<typeof startSandboxProcess>>, "call">, reference: string) {
  const { body } = await call("GET", `/v1/payments?reference=${reference}`);
  return (body as { data: PaymentThere[] }).data[0];
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** What the graph answers; throws when it is errors. */
export async function told<Data>(url: string, viewer: Viewer, document: string, variables: object): Promise<Data> {
  const { data, errors } = await ask<Data>(url, viewer, document, variables);
  if (data === null || errors.length > 0) throw new Error(JSON.stringify(errors));
  return data;
}

/** Waits until it is so; the test's own time limit ends it when it never is. */
export async function eventually(so: () => Promise<boolean>): Promise<void> {
  while (!(await so())) await new Promise((resolve) => setTimeout(resolve, 20));
}
