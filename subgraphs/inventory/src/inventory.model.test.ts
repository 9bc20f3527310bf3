import { newId } from "@madang/service-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustStock } from "./actions/adjustStock.ts";
import { commitReservation } from "./actions/commitReservation.ts";
import { releaseLapsed } from "./actions/releaseLapsed.ts";
import { releaseReservation } from "./actions/releaseReservation.ts";
import { reserveStock } from "./actions/reserveStock.ts";
import { returnStock } from "./actions/returnStock.ts";
import { checks } from "./data/checks.ts";
import { aVariant, aWarehouse, openShop, orders, reserving, type Shop, wrongLevels } from "./fixtures.ts";

const variant = fc.nat(2);
const key = fc.nat(4);
const command = fc.oneof(
  fc.record({
    do: fc.constant("adjust" as const),
    variant,
    seoul: fc.boolean(),
    delta: fc.integer({ min: -9, max: 9 }),
  }),
  fc.record({
    do: fc.constant("reserve" as const),
    key,
    lines: fc.array(fc.record({ variant, quantity: fc.integer({ min: 1, max: 6 }) }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constant("commit" as const), key }),
  fc.record({ do: fc.constant("release" as const), key }),
  fc.record({
    do: fc.constant("return" as const),
    key,
    returnKey: fc.constantFrom("first", "second"),
    lines: fc.array(fc.record({ variant, quantity: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(30, 60) }),
  fc.record({ do: fc.constant("sweep" as const) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

async function perform(shop: Shop, command: Command, variants: readonly string[], keys: readonly string[]) {
  const as = shop.as(orders);
  const variantId = (index: number) => variants[index] ?? "";
  switch (command.do) {
    case "adjust": {
      const warehouse = command.seoul ? "seoul" : "main";
      const input = { idempotencyKey: newId("key"), variantId: variantId(command.variant), warehouse };
      return await as.run(adjustStock, { ...input, delta: command.delta, reason: "Count" });
    }
    case "reserve": {
      const lines = command.lines.map((line) => ({ variantId: variantId(line.variant), quantity: line.quantity }));
      return await as.run(reserveStock, { ...reserving({}, { key: keys[command.key] ?? "", ttlSeconds: 60 }), lines });
    }
    case "commit":
      return await as.run(commitReservation, { key: keys[command.key] ?? "" });
    case "release":
      return await as.run(releaseReservation, { key: keys[command.key] ?? "" });
    case "return": {
      const lines = command.lines.map((line) => ({ variantId: variantId(line.variant), quantity: line.quantity }));
      return await as.run(returnStock, { key: keys[command.key] ?? "", returnKey: command.returnKey, lines });
    }
    case "wait":
      return shop.clock.advance(command.seconds * 1_000);
    case "sweep":
      return await as.run(releaseLapsed, undefined);
  }
}

describe("whatever is done to stock", { timeout: 120_000 }, () => {
  it("leaves levels that are the sum of their movements, reserved what is held, and gone what did not come back", async () => {
    await using shop = await openShop();
    await aWarehouse(shop, "seoul");
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const variants = await Promise.all([8, 3, 0].map((opening) => aVariant(shop, opening)));
        const keys = Array.from({ length: 5 }, () => newId("order"));
        // Two at a time, so that they also meet.
        for (let i = 0; i < commands.length; i += 2)
          await Promise.all(commands.slice(i, i + 2).map((each) => perform(shop, each, variants, keys)));
        expect(await wrongLevels(shop)).toEqual([]);
        expect(await unexplained(shop)).toEqual([]);
        expect(await returnedTooMuch(shop)).toEqual([]);
        for (const { name, find } of checks)
          if (name !== "reservations-end")
            expect([name, await find(shop.db, await shop.clock(shop.db))]).toEqual([name, []]);
      }),
      { numRuns: 25 },
    );
  });
});

/** Levels with more or less set aside than open reservations hold there. */
const unexplained = (shop: Shop) => shop.db.$queryRaw<unknown[]>`
  SELECT l.variant_id, l.warehouse_id, l.reserved, h.held
  FROM stock_level l LEFT JOIN LATERAL (
    SELECT coalesce(sum(quantity), 0) AS held
    FROM reservation_line JOIN reservation ON key = reservation_key AND status = 'OPEN'
    WHERE variant_id = l.variant_id AND warehouse_id = l.warehouse_id
  ) h ON true
  WHERE l.reserved <> h.held`;

/** Reservations of which more came back, by the books, than had left. */
const returnedTooMuch = (shop: Shop) => shop.db.$queryRaw<unknown[]>`
  SELECT reservation_key, variant_id, warehouse_id FROM stock_movement
  WHERE reservation_key IS NOT NULL AND kind IN ('COMMITTED', 'RETURNED')
  GROUP BY reservation_key, variant_id, warehouse_id
  HAVING sum(on_hand_delta) > 0 OR sum(on_hand_delta) FILTER (WHERE kind = 'COMMITTED') IS NULL`;
