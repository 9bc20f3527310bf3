import type { Envelope } from "@madang/service-kit";
import { newId } from "@madang/service-kit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectSameInAnyOrder } from "../fixtures/anyOrder.ts";
import {
  aLine,
  anOrder,
  cancelled,
  cancelledPart,
  categorized,
  categoryAt,
  created,
  moved,
  type Order,
  paymentFailed,
  placed,
  registered,
} from "../fixtures/heard.ts";
import { startAnalytics } from "../fixtures/startAnalytics.ts";

let shop: Awaited<ReturnType<typeof startAnalytics>>;
beforeAll(async () => {
  shop = await startAnalytics();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => shop.forget());

const [p1, p2] = [newId("product"), newId("product")];
const [v1, v2, v3] = [newId("product_variant"), newId("product_variant"), newId("product_variant")];
const [c1, c2, c3] = [newId("category"), newId("category"), newId("category")];

/** The sums of one scope over all time. */
async function sums(scope = "", span = "MONTH") {
  const rows = await shop.db.salesFigure.findMany({ where: { scope, span } });
  const sum = (of: (row: (typeof rows)[number]) => bigint) => rows.reduce((sum, row) => sum + of(row), 0n);
  return {
    gross: sum(({ gross }) => BigInt(gross.toFixed())),
    cancelled: sum(({ cancelled }) => BigInt(cancelled.toFixed())),
    captured: sum(({ captured }) => BigInt(captured.toFixed())),
    refunded: sum(({ refunded }) => BigInt(refunded.toFixed())),
    orders: sum(({ orders }) => orders),
    netOrders: sum(({ netOrders }) => netOrders),
    touched: sum(({ touchedOrders }) => touchedOrders),
    newBuyers: sum(({ newBuyers }) => newBuyers),
    units: sum(({ units }) => units),
    netUnits: sum(({ netUnits }) => netUnits),
  };
}

describe("Counting", () => {
  it("takes part cancellations off by the frozen amounts, shipping and all, in whichever order they come", async () => {
    const line = aLine({ quantity: 3, totalMinor: 1_000n, discountMinor: 100n, taxMinor: 20n, shippingMinor: 50n });
    const order = anOrder({ lines: [line, aLine({ variantId: v2, totalMinor: 500n, quantity: 1 })] });
    await shop.hear(
      cancelledPart(order, line, 2, 1),
      moved("refunded", order, 324n),
      placed(order),
      moved("captured", order, 1_470n),
      cancelledPart(order, line, 3, 1),
    );
    await shop.count();
    // Two of three: 667 of 1,000, 67 of 100, 14 of 20, 34 of 50.
    const cancelledMinor = 667n - 67n + 14n + 34n;
    expect(await sums()).toEqual({
      gross: 1_470n,
      cancelled: cancelledMinor,
      captured: 1_470n,
      refunded: 324n,
      orders: 1n,
      netOrders: 1n,
      touched: 1n,
      newBuyers: 1n,
      units: 4n,
      netUnits: 2n,
    });
    const kept = await shop.db.salesLine.findUniqueOrThrow({
      where: { orderId_variantId: { orderId: order.orderId, variantId: line.variantId } },
    });
    expect([kept.gross.toFixed(), kept.cancelled.toFixed(), kept.units, kept.netUnits]).toEqual(["920", "614", 3n, 1n]);
  });

  it("knows events of version 1: an order is cancelled whole", async () => {
    const [kept, gone] = [anOrder(), anOrder()];
    const old = ({ data, ...envelope }: Envelope): Envelope => {
      const { lines, whole: _, cancelled: _all, ...rest } = data as Order & { whole?: boolean; cancelled?: unknown };
      const short = lines.map(({ variantId, sku, name, quantity, unitPriceMinor, totalMinor }) => ({
        ...{ variantId, sku, name, quantity, unitPriceMinor, totalMinor },
      }));
      return { ...envelope, schemaversion: 1, data: { ...rest, lines: short } };
    };
    await shop.hear(...[placed(kept), cancelled(gone), placed(gone)].map(old));
    await shop.count();
    expect(await sums()).toMatchObject({ gross: 5_000n, cancelled: 2_500n, orders: 2n, netOrders: 1n, netUnits: 2n });
  });

  it("gives an order up that could not be paid, and never counts one that was not confirmed", async () => {
    const [confirmed, never] = [anOrder(), anOrder()];
    await shop.hear(paymentFailed(confirmed, true), placed(confirmed), paymentFailed(never, false));
    await shop.count();
    expect(await sums()).toMatchObject({ gross: 2_500n, cancelled: 2_500n, orders: 1n, netOrders: 0n, netUnits: 0n });
  });

  it("counts for a product and every category above it once an order, and follows them when they go elsewhere", async () => {
    const order = anOrder({
      lines: [
        aLine({ variantId: v1, quantity: 1, totalMinor: 100n }),
        aLine({ variantId: v2, quantity: 1, totalMinor: 200n, shippingMinor: 33n }),
        aLine({ variantId: v3, quantity: 1, totalMinor: 700n }),
      ],
    });
    await shop.hear(placed(order), moved("captured", order, 1_033n));
    await shop.count();
    await shop.hear(categoryAt(c2, c1), created(p2, c1, [v3]), created(p1, c2, [v1, v2]), categoryAt(c1, null));
    await shop.count();
    const part = (gross: bigint, captured: bigint, units: bigint) => ({ gross, captured, units, orders: 1n });
    expect(await sums(p1)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(c2)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(c1)).toMatchObject(part(1_000n, 1_000n, 3n));

    await shop.hear(categorized(p1, c3, 2), categoryAt(c3, c2), categorized(p2, null, 3), categorized(p2, c1, 2));
    await shop.hear(categoryAt(c2, null, 2));
    await shop.count();
    expect(await sums(c3)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(c2)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(p2)).toMatchObject(part(700n, 700n, 1n));
    expect(await shop.db.salesFigure.count({ where: { scope: c1 } })).toBe(0);
    expect(await shop.db.salesFigure.count({ where: { scope: "" } })).toBe(3);
  });

  it("tells new buyers from returning ones by account, address, or the address of the account", async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 10, day));
    const guest = anOrder({ email: "Ada@Example.com", placedAt: at(2) });
    const account = anOrder({ email: "work@example.com", accountId: "account_ada", placedAt: at(3) });
    const other = anOrder({ placedAt: at(1) });
    await shop.hear(placed(account), placed(guest), placed(other));
    await shop.count();
    expect(await sums()).toMatchObject({ orders: 3n, newBuyers: 3n });
    await shop.hear(registered("account_ada", "ada@example.com"));
    await shop.count();
    expect(await sums()).toMatchObject({ orders: 3n, newBuyers: 2n });
    await shop.hear(placed(anOrder({ email: " ada@example.com", placedAt: at(1) })));
    await shop.count();
    expect(await sums()).toMatchObject({ orders: 4n, newBuyers: 2n });
    expect((await shop.db.salesOrder.findUniqueOrThrow({ where: { id: guest.orderId } })).newBuyer).toBe(false);
  });

  it("keeps amounts exact that no number and no bigint can hold", async () => {
    const big = 9_223_372_036_854_775_807n;
    for (let i = 0; i < 3; i += 1) await shop.hear(placed(anOrder({ lines: [aLine({ totalMinor: big })] })));
    await shop.count();
    expect((await sums()).gross).toBe(3n * big);
  });

  it("costs a handler one statement besides the clock's", async () => {
    const order = anOrder();
    for (const event of [placed(order), moved("captured", order, 2_500n), created(p1, null, [v1])]) {
      const { statements } = await shop.statementsOf(() => shop.hear(event));
      expect(statements).toEqual([expect.stringContaining("INSERT INTO")]);
    }
  });
});

describe("The figures", () => {
  it("are the same whatever order events come in, however often, and however many are counted at once", () =>
    expectSameInAnyOrder(shop, 4));

  it("are right when many hear and count at once, and while they are made again", async () => {
    const orders = Array.from({ length: 40 }, () => anOrder({ email: "one@x.com" }));
    const hearing = orders.flatMap((order) => [placed(order), moved("captured", order, 2_500n), cancelled(order)]);
    const [first, second] = [hearing.slice(0, 60), hearing.slice(60)];
    await Promise.all([...first.map((event) => shop.hear(event)), shop.count(7), shop.count(7)]);
    const [rebuilt] = await Promise.all([shop.rebuild(), ...second.map((event) => shop.hear(event)), shop.count(5)]);
    expect(rebuilt.changed).toBe(false);
    await shop.count();
    expect(await sums()).toMatchObject({ gross: 100_000n, cancelled: 100_000n, captured: 100_000n, newBuyers: 1n });
    expect(await shop.rebuild()).toMatchObject({ events: 120, changed: false });
  });

  it("are put right when they are made again, and what is not counted yet stays so", async () => {
    const order = anOrder();
    await shop.hear(placed(order));
    await shop.count();
    const right = await shop.figures();
    await shop.db.salesFigure.deleteMany({ where: { span: "DAY" } });
    await shop.hear(cancelled(order));
    expect(await shop.rebuild()).toMatchObject({ events: 1, changed: true });
    expect(await shop.figures()).toEqual(right);
    await shop.count();
    expect(await sums("", "DAY")).toMatchObject({ gross: 2_500n, cancelled: 2_500n });
  });
});
