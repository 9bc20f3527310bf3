import { newId } from "@madang/service-kit";
import { staff } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aVariant, aWarehouse, booksOf, openShop, orders, reserving, type Shop, stockOf } from "../fixtures.ts";
import { type AdjustStock, adjustStock } from "./adjustStock.ts";
import { reserveStock } from "./reserveStock.ts";

const keeper = staff(["inventory:write"]);

describe("adjustStock", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const adjust = (input: Partial<AdjustStock>) =>
    shop.as(keeper).run(adjustStock, {
      idempotencyKey: newId("key"),
      variantId: newId("product_variant"),
      delta: 1,
      reason: "Delivery",
      ...input,
    });

  it("adds and takes, and says who and why in the books", async () => {
    const tea = await aVariant(shop, null);
    expect(await adjust({ variantId: tea, delta: 12, reason: "  Delivery 7 " })).toMatchObject({ onHand: 12 });
    expect(await adjust({ variantId: tea, delta: -5 })).toMatchObject({ onHand: 7, reserved: 0 });
    const [first] = await shop.db.stockMovement.findMany({ where: { variantId: tea }, orderBy: { position: "asc" } });
    expect(first).toMatchObject({ kind: "ADJUSTED", onHandDelta: 12, reason: "Delivery 7", actor: keeper.accountId });
  });

  it("gives the first answer again for the same key, and refuses it for anything else", async () => {
    const tea = await aVariant(shop, 0);
    const input = { idempotencyKey: "delivery-0001", variantId: tea, delta: 3 };
    const answers = await Promise.all([adjust(input), adjust(input), adjust(input)]);
    await adjust({ variantId: tea, delta: 100 });
    for (const answer of [...answers, await adjust(input)]) expect(answer).toMatchObject({ onHand: 3, reserved: 0 });
    expect(await adjust({ ...input, delta: 4 })).toMatchObject({ __typename: "IdempotencyConflict" });
    expect(await stockOf(shop, tea)).toEqual({ main: [103, 0] });
  });

  it("leaves what is set aside, and says how many can go", async () => {
    const tea = await aVariant(shop, 5);
    await shop.as(orders).run(reserveStock, reserving({ [tea]: 2 }));
    expect(await adjust({ variantId: tea, delta: -4 })).toMatchObject({ __typename: "StockBelowZero", available: 3 });
    expect(await adjust({ variantId: tea, delta: -3 })).toMatchObject({ onHand: 2, reserved: 2 });
    expect((await booksOf(shop, tea)).length).toBe(3);
  });

  it("takes a known variant into another warehouse, never below zero", async () => {
    const seoul = await aWarehouse(shop, "seoul");
    const tea = await aVariant(shop, 0);
    expect(await adjust({ variantId: tea, warehouse: "seoul", delta: -1 })).toMatchObject({
      __typename: "StockBelowZero",
    });
    expect(await stockOf(shop, tea)).toEqual({ main: [0, 0] });
    expect(await adjust({ variantId: tea, warehouse: "seoul", delta: 2 })).toMatchObject({
      warehouseId: seoul.id,
      onHand: 2,
    });
  });

  it("knows no variant that nobody told it of, and no warehouse that is not there", async () => {
    expect(await adjust({})).toMatchObject({ __typename: "StockItemNotFound" });
    expect(await adjust({ warehouse: "nowhere" })).toMatchObject({ __typename: "WarehouseNotFound" });
  });

  it.each([
    [{ delta: 0 }, "delta", "NOT_ALLOWED"],
    [{ delta: 1_000_001 }, "delta", "TOO_LARGE"],
    [{ delta: -1_000_001 }, "delta", "TOO_SMALL"],
    [{ delta: 2 ** 31 }, "delta", "TOO_LARGE"],
    [{ delta: 0.5 }, "delta", "WRONG_FORMAT"],
    [{ reason: " x " }, "reason", "TOO_SHORT"],
    [{ reason: "x".repeat(201) }, "reason", "TOO_LONG"],
    [{ reason: "line\nbreak" }, "reason", "NOT_ALLOWED"],
    [{ reason: "For 4242 4242 4242 4242" }, "reason", "NOT_ALLOWED"],
    [{ variantId: "product_variant_' OR 1=1" }, "variantId", "WRONG_FORMAT"],
    [{ variantId: newId("order") }, "variantId", "WRONG_FORMAT"],
    [{ idempotencyKey: "short" }, "idempotencyKey", "WRONG_FORMAT"],
  ])("refuses %j", async (input, path, code) => {
    expect(await adjust(input)).toMatchObject({ __typename: "InvalidInput", fields: [{ path, code }] });
  });

  it("stops where sums would leave 32 bits", async () => {
    const tea = await aVariant(shop, 999_999_999);
    expect(await adjust({ variantId: tea, delta: 1 })).toMatchObject({ onHand: 1_000_000_000 });
    expect(await adjust({ variantId: tea, delta: 1 })).toMatchObject({
      fields: [{ path: "delta", code: "TOO_LARGE" }],
    });
  });
});
