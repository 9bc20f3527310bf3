import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type Databases, owed } from "../databases.ts";
import type { Shop } from "../shop.ts";
import { goShopping, type Method, type Shopped } from "./shoppers.ts";
import { type Counted, forget, tellStatements } from "./statements.ts";
import { sample, shopUse, type Usage, used } from "./usage.ts";

export interface Setting {
  readonly shop: Shop;
  readonly databases: Databases;
  readonly admin: pg.Pool;
  readonly variantIds: readonly string[];
}

export interface Measured extends Shopped {
  readonly shoppers: number;
  readonly method: Method;
  /** From the last answer until no room owed another anything. */
  readonly settledSeconds: number;
  readonly usage: Usage;
  /** Without that of the shoppers. */
  readonly cpuMsPerOrder: number;
  readonly counted: Counted;
}

const longestSettling = 120_000;

/** Lets guests shop, waits until all that came of it is done, and says what it took. */
export async function measure(
  { shop, databases, admin, variantIds }: Setting,
  wanted: { readonly shoppers: number; readonly method: Method; readonly most: number; readonly forMs: number },
): Promise<Measured> {
  await forget(admin);
  const before = sample(shop.pid);
  const shopped = await goShopping(shop, { ...wanted, variantIds });
  const answered = performance.now();
  await settle(databases);
  const settledSeconds = (performance.now() - answered) / 1_000;
  const usage = used(before, sample(shop.pid));
  const counted = await tellStatements(admin);
  if (shopped.orders === 0) throw new Error(`No order came about: ${[...shopped.refused.keys()].join(", ")}`);
  const cpuMsPerOrder = (shopUse(usage) * 1_000) / shopped.orders;
  return { ...shopped, ...wanted, settledSeconds, usage, cpuMsPerOrder, counted };
}

/** Waits until no room owes another anything. */
export async function settle(databases: Databases): Promise<void> {
  const until = performance.now() + longestSettling;
  while ((await owed(databases)) > 0) {
    if (performance.now() > until)
      throw new Error(`After ${longestSettling / 1_000} s the rooms still owe one another.`);
    await sleep(100);
  }
}

export interface Idle {
  readonly cpuMsPerSecond: number;
  readonly statementsPerSecond: number;
}

/** What the shop does when nobody is in it. */
export async function idle({ shop, admin }: Setting, seconds = 5): Promise<Idle> {
  await forget(admin);
  const before = sample(shop.pid);
  await sleep(seconds * 1_000);
  const usage = used(before, sample(shop.pid));
  const { statements } = await tellStatements(admin);
  return { cpuMsPerSecond: (shopUse(usage) * 1_000) / seconds, statementsPerSecond: statements / seconds };
}
