import { setTimeout as sleep } from "node:timers/promises";
import type { Cell, Row, Stage } from "../run/stage.ts";
import { fillCart } from "../shoppers/cart.ts";
import { openPage, type Page, pages } from "../shoppers/pages.ts";

/**
 * I10: what a shopper cannot see of each page while a room is down: exactly these fields are null, everything else is
 * as ever. A room that is not named takes nothing away.
 */
export const hiddenWithout: Readonly<Record<string, Partial<Record<Page, readonly string[]>>>> = {
  catalog: {
    home: ["products", "categories"],
    search: ["products"],
    product: ["product"],
    cart: ["cart.lines.variant", "cart.lines.unitPrice", "cart.lines.total", "cart.total"],
  },
  inventory: {
    home: ["products.nodes.variants.availability"],
    search: ["products.nodes.variants.availability"],
    product: ["product.variants.availability"],
    cart: ["cart.lines.variant.availability"],
  },
  orders: { cart: ["cart"] },
};

/** For what a breaker stays open, and a little. */
const wholeWithinMs = 5_000;

/** Not about checkouts: nobody buys while a room is down. */
export const browsing: Row = {
  name: "browsing",
  what: "each subgraph down: home, search, product and cart answer",
  // All of them: a room takes three seconds.
  sample: Number.POSITIVE_INFINITY,
  struck: false,
  cells: ({ rooms }) => rooms.map((room): Cell => ({ name: `without ${room}`, alone: true, strike: without(room) })),
};

const without = (room: string) => async (stage: Stage) => {
  const { shop, shopping, goods, complain } = stage;
  const lines = goods.ample.slice(0, 2).map((variantId) => ({ variantId, quantity: 1 }));
  const token = await fillCart({ lines }, { ...shopping, person: null });
  const whole = await openWhole(stage, token);
  await shop.program(`${room} (api)`).kill();
  // Connections that the router keeps take a moment to be found dead.
  await sleep(1_000);
  const less = await openAll(stage, token);
  await shop.program(`${room} (api)`).start();
  for (const page of pages) {
    const found = hiddenIn(whole[page], less[page]).sort().join(", ");
    const expected = [...(hiddenWithout[room]?.[page] ?? [])].sort().join(", ");
    if (found !== expected) complain(`without ${room} the page ${page} lacks "${found}" instead of "${expected}"`);
  }
};

/** Every page with everything that any room may take away; what an earlier fault has left of them is waited out. */
async function openWhole(stage: Stage, token: string | null): Promise<Record<Page, unknown>> {
  const until = performance.now() + wholeWithinMs;
  for (;;) {
    const opened = await openAll(stage, token);
    const lacking = pages.filter((page) => hasNull(opened[page]));
    if (lacking.length === 0) return opened;
    if (performance.now() > until) throw new Error(`with every room up, something is null in ${lacking.join(", ")}`);
    await sleep(250);
  }
}

async function openAll({ shop }: Stage, token: string | null): Promise<Record<Page, unknown>> {
  const opened: Partial<Record<Page, unknown>> = {};
  for (const page of pages) opened[page] = await openPage(shop.url, page, token);
  return opened as Record<Page, unknown>;
}

/** What the pages ask for is there of every product in the sample. */
const hasNull = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.values(value as object).some(hasNull));

/** The paths at which there was something and is nothing now; places in lists are left out. */
function hiddenIn(before: unknown, now: unknown, path = ""): string[] {
  if (before !== null && now === null) return [path || "everything"];
  if (Array.isArray(before) && Array.isArray(now))
    return [...new Set(before.flatMap((item, i) => hiddenIn(item, now[i], path)))];
  if (!isRecord(before) || !isRecord(now)) return before === now ? [] : [`${path} differs`];
  const found = Object.keys(before).flatMap((key) =>
    hiddenIn(before[key], now[key], path === "" ? key : `${path}.${key}`),
  );
  return [...new Set(found)];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
