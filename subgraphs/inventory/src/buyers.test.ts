import { describe, expect, it } from "vitest";
import { adjustStock } from "./actions/adjustStock.ts";
import { commitReservation } from "./actions/commitReservation.ts";
import { reserveStock } from "./actions/reserveStock.ts";
import { aVariant, aWarehouse, booksOf, openShop, orders, reserving, stockOf, wrongLevels } from "./fixtures.ts";

describe("200 buyers of 10 units", { timeout: 120_000 }, () => {
  it("sells exactly 10, and the books add up", async () => {
    await using shop = await openShop();
    await aWarehouse(shop, "seoul");
    const tea = await aVariant(shop, 7);
    const more = { idempotencyKey: "delivery-1", variantId: tea, warehouse: "seoul", delta: 3, reason: "Delivery" };
    await shop.as(orders).run(adjustStock, more);

    const outcomes: string[] = [];
    const buyers = Array.from({ length: 200 }, () => reserving({ [tea]: 1 }));
    const buy = async () => {
      for (let input = buyers.pop(); input; input = buyers.pop()) {
        const reserved = await shop.as(orders).run(reserveStock, input);
        if ("available" in reserved) outcomes.push(`${reserved.__typename}: ${reserved.available}`);
        else {
          const committed = await shop.as(orders).run(commitReservation, { key: input.key });
          outcomes.push("status" in committed ? committed.status : committed.__typename);
        }
      }
    };
    await Promise.all(Array.from({ length: 32 }, buy));

    expect(
      Object.fromEntries(
        Map.groupBy(outcomes, String)
          .entries()
          .map(([outcome, all]) => [outcome, all.length]),
      ),
    ).toEqual({
      COMMITTED: 10,
      "InsufficientStock: 0": 190,
    });
    expect(await stockOf(shop, tea)).toEqual({ main: [0, 0], seoul: [0, 0] });
    expect((await booksOf(shop, tea)).filter(([kind]) => kind === "COMMITTED").length).toBe(10);
    expect(await wrongLevels(shop)).toEqual([]);
  });

  it("never waits in a circle when carts hold the same variants in any order", async () => {
    await using shop = await openShop();
    const [tea, cup] = [await aVariant(shop, 100), await aVariant(shop, 100)];
    const carts = Array.from({ length: 60 }, (_, i) => {
      const input = reserving({ [tea]: 1, [cup]: 1 });
      return i % 2 === 0 ? input : { ...input, lines: input.lines.toReversed() };
    });
    const answers = await Promise.all(carts.map((input) => shop.as(orders).run(reserveStock, input)));
    expect(answers.filter((answer) => "status" in answer).length).toBe(60);
    expect(await stockOf(shop, tea)).toEqual({ main: [100, 60] });
    expect(await stockOf(shop, cup)).toEqual({ main: [100, 60] });
  });
});
