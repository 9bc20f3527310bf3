import { newId, statementsOf } from "@madang/service-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  aVariant,
  aWarehouse,
  booksOf,
  openShop,
  orders,
  reserving,
  type Shop,
  stockOf,
  wrongLevels,
} from "../fixtures.ts";
import { adjustStock } from "./adjustStock.ts";
import { reserveStock } from "./reserveStock.ts";

describe("reserveStock", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const reserve = (input: ReturnType<typeof reserving>) => shop.as(orders).run(reserveStock, input);

  it("sets all lines aside until its time is over", async () => {
    const [tea, cup] = [await aVariant(shop, 10), await aVariant(shop, 3)];
    shop.clock.set(new Date("2026-11-20T09:30:00Z"));
    const input = reserving({ [tea]: 4, [cup]: 3 });
    expect(await reserve(input)).toMatchObject({
      key: input.key,
      status: "OPEN",
      expiresAt: new Date("2026-11-20T09:45:00Z"),
    });
    expect(await stockOf(shop, tea)).toEqual({ main: [10, 4] });
    expect(await stockOf(shop, cup)).toEqual({ main: [3, 3] });
    expect(await booksOf(shop, tea)).toEqual([
      ["ADJUSTED", 10, 0],
      ["RESERVED", 0, 4],
    ]);
  });

  it("sets nothing aside when one line falls short, and names the first that does", async () => {
    const [tea, cup, pot] = [await aVariant(shop, 10), await aVariant(shop, 3), await aVariant(shop, 1)];
    const input = reserving({ [tea]: 4, [pot]: 2, [cup]: 9 });
    expect(await reserve(input)).toEqual({
      __typename: "InsufficientStock",
      code: "INSUFFICIENT_STOCK",
      message: "There is not enough in stock: 1 left.",
      variantId: pot,
      available: 1,
    });
    expect(await stockOf(shop, tea)).toEqual({ main: [10, 0] });
    expect(await shop.db.reservation.count({ where: { key: input.key } })).toBe(0);
    expect(await reserve(reserving({ [tea]: 4 }, { key: input.key }))).toMatchObject({ status: "OPEN" });
  });

  it("adds up the lines of one variant before it looks", async () => {
    const tea = await aVariant(shop, 5);
    const lines = [2, 3, 1].map((quantity) => ({ variantId: tea, quantity }));
    expect(await reserve({ ...reserving({}), lines })).toMatchObject({ __typename: "InsufficientStock", available: 5 });
    expect(await reserve({ ...reserving({}), lines: lines.slice(0, 2) })).toMatchObject({ status: "OPEN" });
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 5] });
  });

  it("has one effect however often it is called with a key, whatever the order of the lines", async () => {
    const [tea, cup] = [await aVariant(shop, 5), await aVariant(shop, 5)];
    const input = reserving({ [tea]: 2, [cup]: 1 });
    const answers = await Promise.all([
      reserve(input),
      reserve({ ...input, lines: input.lines.toReversed() }),
      reserve({ ...input, ttlSeconds: 60 }),
    ]);
    expect(answers.map((answer) => "status" in answer && answer.status)).toEqual(["OPEN", "OPEN", "OPEN"]);
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 2] });
    expect(await reserve(reserving({ [tea]: 3, [cup]: 1 }, { key: input.key }))).toMatchObject({
      __typename: "IdempotencyConflict",
    });
    expect(await reserve({ ...input, channel: "elsewhere" })).toMatchObject({ __typename: "IdempotencyConflict" });
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 2] });
  });

  it("draws from the warehouses in their order, and only from those that serve the channel", async () => {
    const seoul = await aWarehouse(shop, "seoul");
    const outlet = await aWarehouse(shop, "outlet", ["outlet"]);
    const tea = await aVariant(shop, 3);
    for (const [warehouse, delta] of [[seoul, 4] as const, [outlet, 100] as const])
      await shop.as(orders).run(adjustStock, {
        idempotencyKey: newId("key"),
        variantId: tea,
        warehouse: warehouse.code,
        delta,
        reason: "Delivery",
      });
    expect(await reserve(reserving({ [tea]: 8 }))).toMatchObject({ variantId: tea, available: 7 });
    expect(await reserve(reserving({ [tea]: 5 }))).toMatchObject({ status: "OPEN" });
    expect(await stockOf(shop, tea)).toEqual({ main: [3, 3], seoul: [4, 2], outlet: [100, 0] });
  });

  it("refuses what is no reservation", async () => {
    const tea = await aVariant(shop, 5);
    const bad = reserving({ [tea]: 0, product_variant_x: 1 }, { key: "order_x\u0000", ttlSeconds: 59 });
    expect(await reserve(bad)).toMatchObject({
      __typename: "InvalidInput",
      fields: [
        { path: "key", code: "WRONG_FORMAT" },
        { path: "lines.0.quantity", code: "TOO_SMALL" },
        { path: "lines.1.variantId", code: "WRONG_FORMAT" },
        { path: "ttlSeconds", code: "TOO_SMALL" },
      ],
    });
    expect(await reserve(reserving({}))).toMatchObject({ fields: [{ path: "lines", code: "TOO_SHORT" }] });
    const lines = Array.from({ length: 200 }, () => ({ variantId: tea, quantity: 1_000_000 }));
    expect(await reserve({ ...reserving({}), lines })).toMatchObject({ fields: [{ code: "TOO_LARGE" }] });
    expect(await reserve({ ...reserving({}), lines: [...lines, ...lines] })).toMatchObject({
      fields: [{ path: "lines", code: "TOO_LONG" }],
    });
  });

  it("sends as many statements for twenty lines as for one", async () => {
    const variants = await Promise.all(Array.from({ length: 20 }, () => aVariant(shop, 5)));
    const count = async (ids: string[]) => {
      const { result, statements } = await statementsOf(() =>
        reserve(reserving(Object.fromEntries(ids.map((id) => [id, 1])))),
      );
      expect(result).toMatchObject({ status: "OPEN" });
      return statements.length;
    };
    expect([await count(variants.slice(0, 1)), await count(variants)]).toEqual([6, 6]);
    expect(await wrongLevels(shop)).toEqual([]);
  });
});
