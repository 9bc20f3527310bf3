import { newId } from "@madang/service-kit";
import { service } from "@madang/testkit";
import { describe, expect, it } from "vitest";
import { booksOf, openShop, stockOf, wrongLevels } from "../fixtures.ts";
import { openStock } from "./openStock.ts";

describe("openStock", () => {
  it("opens the books of every variant once, with one adjustment where there is stock", async () => {
    await using shop = await openShop();
    const [tea, cup] = [newId("product_variant"), newId("product_variant")];
    const variants = [
      { variantId: tea, sku: "TEA", openingStock: 40 },
      { variantId: cup, sku: "CUP", openingStock: null },
    ];
    const event = { productId: newId("product"), categoryId: null, variants };
    await shop.as(service("inventory")).run(openStock, event);
    await shop.as(service("inventory")).run(openStock, event);
    expect(await stockOf(shop, tea)).toEqual({ main: [40, 0] });
    expect(await booksOf(shop, tea)).toEqual([["ADJUSTED", 40, 0]]);
    expect(await stockOf(shop, cup)).toEqual({ main: [0, 0] });
    expect(await booksOf(shop, cup)).toEqual([]);
    expect(await wrongLevels(shop)).toEqual([]);
  });
});
