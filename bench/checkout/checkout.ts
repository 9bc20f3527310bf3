import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { countStatements, type Databases, openDatabases } from "../databases.ts";
import { operation } from "../operations.ts";
import { openShop, type Shop, temporaryFolder } from "../shop.ts";
import { beforeOrders, copyOrders, keepOrders } from "./copyOrders.ts";
import { type Idle, idle, type Measured, measure, type Setting, settle } from "./measure.ts";
import type { Method } from "./shoppers.ts";
import { sample } from "./usage.ts";

export interface Options {
  readonly shoppers: readonly number[];
  readonly methods: readonly Method[];
  /** A process for each service and role, or one for all. */
  readonly processes: boolean;
  /** How many times as many orders the second half is measured with; 1 leaves that half out. */
  readonly times: number;
  /** The most orders and the longest time that one line of the table may take. */
  readonly most: number;
  readonly forMs: number;
  /** Where every process leaves a V8 profile; none when null. */
  readonly profiles: string | null;
}

/** What was measured with so many orders in the database. */
export interface Half {
  readonly orders: number;
  readonly lines: readonly Measured[];
}

export interface Result {
  readonly few: Half;
  readonly many: Half | null;
  readonly idle: Idle;
  /** What PostgreSQL says of how it keeps what was committed. */
  readonly durability: string;
  /** Which process was who, and between which moments (µs) it was measured: for the profiles. */
  readonly profiled: { readonly who: ReadonlyMap<number, string>; readonly from: number; readonly to: number };
}

const templates = 200;

// Profiles and hrtime are both told by the system's one monotonic clock.
const now = () => Number(process.hrtime.bigint() / 1_000n);
const whoIs = (pid: number) => new Map([...sample(pid)].map(([one, { who }]) => [one, who]));

/** Guests who order, few and many at once, in a shop with few orders and in one with many. */
export async function benchCheckout(options: Options, say: (line: string) => void): Promise<Result> {
  using home = temporaryFolder();
  await countStatements(home.path);
  const { processes, profiles } = options;
  // Everybody comes from one address here.
  const env = { RATE_LIMIT_ANONYMOUS: "10000000", RATE_LIMIT_ACCOUNT: "10000000", ...profiling(profiles) };
  await using shop = await openShop({ home: home.path, processes, env });
  await using databases = openDatabases({ home: home.path, base: shop.base });
  const admin = databases.of("postgres");
  const variantIds = await stocked(shop, databases);
  const setting = { shop, databases, admin, variantIds };

  say("warming up");
  await settle(databases);
  await beforeOrders(databases);
  await measure(setting, { shoppers: 4, method: "INVOICE", most: templates, forMs: 60_000 });
  // Invoices are drawn by a sweep, a moment later: what is not done yet would be done again in each copy.
  await sleep(2_000);
  await settle(databases);
  await keepOrders(databases);
  // V8 goes on compiling for hundreds of orders; the second half would be measured warmer than the first.
  for (const method of options.methods)
    await measure(setting, { shoppers: 4, method, most: options.most, forMs: 45_000 });
  await sleep(1_000);
  const quiet = await idle(setting);
  const from = now();
  const few = await half(setting, options, say);
  const profiled = { who: whoIs(shop.pid), from, to: now() };
  const many = options.times > 1 ? await withMore(setting, options, few, say) : null;
  return { few, many, idle: quiet, durability: await durability(databases), profiled };
}

async function withMore(setting: Setting, options: Options, few: Half, say: (line: string) => void): Promise<Half> {
  const { databases } = setting;
  const kept = await count(databases, "bench");
  const wanted = (few.orders * (options.times - 1)) / kept;
  say(`writing ${Math.ceil(wanted) * kept} orders more`);
  await copyOrders(databases, Math.ceil(wanted), say);
  // What has just been written leaves the caches cold and the connections' plans as they were for few rows.
  await measure(setting, { shoppers: 4, method: "INVOICE", most: templates, forMs: 60_000 });
  return half(setting, options, say);
}

async function half(setting: Setting, options: Options, say: (line: string) => void): Promise<Half> {
  const lines: Measured[] = [];
  const { most, forMs } = options;
  for (const method of options.methods)
    for (const shoppers of options.shoppers) {
      const line = await measure(setting, { shoppers, method, most: Math.min(most, 100 * shoppers), forMs });
      lines.push(line);
      const perSecond = (line.orders / line.seconds).toFixed(1);
      say(`${method} ${shoppers}: ${perSecond} orders a second, ${line.cpuMsPerOrder.toFixed(1)} ms of CPU each`);
      for (const [reason, orders] of line.refused) say(`  ${orders} came to nothing: ${reason}`);
    }
  return { orders: await count(setting.databases, "public"), lines };
}

async function count(databases: Databases, schema: "public" | "bench"): Promise<number> {
  const { rows } = await databases
    .of("orders")
    .query<{ n: number }>(`SELECT count(*)::int AS n FROM ${schema}."order"`);
  return rows[0]?.n ?? 0;
}

/** Variants with more stock than can be bought here, copies included. */
async function stocked(shop: Shop, databases: Databases): Promise<readonly string[]> {
  const { signIn } = z
    .object({ signIn: z.object({ accessToken: z.string() }) })
    .parse(await shop.ask(operation("signIn"), { input: { email: "admin@example.com", password: "admin-demo" } }));
  const staff = { authorization: `Bearer ${signIn.accessToken}` };
  const { rows } = await databases
    .of("inventory")
    .query<{ id: string }>("SELECT DISTINCT variant_id AS id FROM stock_level ORDER BY 1 LIMIT 40");
  for (const { id } of rows) {
    const input = { variantId: id, delta: 900_000, reason: "Goods received", idempotencyKey: `bench-receives-${id}` };
    const { adjustStock } = z
      .object({ adjustStock: z.object({ __typename: z.string() }) })
      .parse(await shop.ask(operation("adjustStock"), { input }, staff));
    if (adjustStock.__typename !== "StockLevel") throw new Error(`No stock: ${adjustStock.__typename}`);
  }
  return rows.map(({ id }) => id);
}

async function durability(databases: Databases): Promise<string> {
  const settings = ["fsync", "synchronous_commit", "full_page_writes"];
  const told = await Promise.all(
    settings.map(async (name) => {
      const { rows } = await databases.of("orders").query<Record<string, string>>(`SHOW ${name}`);
      return `${name} ${rows[0]?.[name]}`;
    }),
  );
  return told.join(", ");
}

const profiling = (folder: string | null): Record<string, string> =>
  folder === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` };
