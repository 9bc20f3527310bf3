import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aVariant, openShop, type Shop, stockOf } from "../fixtures.ts";

describe("the database", () => {
  let shop: Shop;
  let tea: string;
  beforeAll(async () => {
    shop = await openShop();
    tea = await aVariant(shop, 5);
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  it.each([
    ["stock below zero", "UPDATE stock_level SET on_hand = -1", "stock_level_on_hand_not_negative"],
    ["less than nothing set aside", "UPDATE stock_level SET reserved = -1", "stock_level_reserved_not_negative"],
    ["more set aside than there is", "UPDATE stock_level SET reserved = 6", "stock_level_reserved_is_on_hand"],
    ["a movement altered", "UPDATE stock_movement SET reason = 'Theft'", "never altered"],
    ["a movement deleted", "DELETE FROM stock_movement", "never altered"],
    ["the books emptied", "TRUNCATE stock_movement", "never altered"],
    ["the books emptied with the levels", "TRUNCATE stock_level CASCADE", "never altered"],
    [
      "a second default warehouse",
      "INSERT INTO warehouse SELECT 'warehouse_x', 'x', name, country, channels, 1, true FROM warehouse",
      "warehouse_one_default",
    ],
  ])("refuses %s", async (_, statement, reason) => {
    await expect(shop.db.$executeRawUnsafe(statement)).rejects.toThrow(reason);
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 0] });
    expect(await shop.db.stockMovement.count()).toBe(1);
  });
});
