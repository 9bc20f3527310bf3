import { newId } from "@madang/service-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checks } from "../data/checks.ts";
import { aVariant, aWarehouse, booksOf, openShop, orders, reserving, type Shop, stockOf } from "../fixtures.ts";
import { adjustStock } from "./adjustStock.ts";
import { commitReservation } from "./commitReservation.ts";
import { releaseReservation } from "./releaseReservation.ts";
import { reserveStock } from "./reserveStock.ts";
import { returnStock } from "./returnStock.ts";

describe("returnStock", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const as = () => shop.as(orders);
  /** Ten of a variant, six of them gone with an order. */
  const gone = async () => {
    const tea = await aVariant(shop, 10);
    const { key } = await as()
      .run(reserveStock, reserving({ [tea]: 6 }))
      .then(made);
    await as().run(commitReservation, { key });
    const back = (returnKey: string, ...quantities: number[]) => {
      const lines = quantities.map((quantity) => ({ variantId: tea, quantity }));
      return as().run(returnStock, { key, returnKey, lines });
    };
    return { tea, key, back };
  };
  const made = (answer: object) => {
    if ("key" in answer && typeof answer.key === "string") return { key: answer.key };
    throw new Error(JSON.stringify(answer));
  };
  const exceeds = (variantId: string, returnable: number) => ({
    __typename: "ReturnExceedsReservation",
    code: "RETURN_EXCEEDS_RESERVATION",
    variantId,
    returnable,
  });
  const wrong = async () => (await Promise.all(checks.map(({ find }) => find(shop.db, new Date(0))))).flat();

  it("gives part of it back once for each return's key, however often and at once it is asked", async () => {
    const { tea, key, back } = await gone();
    const answers = await Promise.all([1, 2, 3].map(() => back("a", 1, 1)));
    expect(answers).toMatchObject(Array.from({ length: 3 }, () => ({ key, status: "COMMITTED" })));
    expect(await back("b", 1)).toMatchObject({ status: "COMMITTED" });
    expect(await stockOf(shop, tea)).toEqual({ main: [7, 0] });
    expect((await booksOf(shop, tea)).slice(3)).toEqual([
      ["RETURNED", 2, 0],
      ["RETURNED", 1, 0],
    ]);
    expect(await back("a", 2)).toMatchObject({ status: "COMMITTED" });
    expect(await back("a", 3)).toMatchObject({ __typename: "IdempotencyConflict" });
    expect(await stockOf(shop, tea)).toEqual({ main: [7, 0] });
  });

  it("never gives back more than is still gone, also when returns race", async () => {
    const { tea, back } = await gone();
    expect(await back("big", 7)).toMatchObject(exceeds(tea, 6));
    const answers = await Promise.all(["a", "b", "c", "d"].map((returnKey) => back(returnKey, 2)));
    expect(answers.filter((answer) => "status" in answer)).toHaveLength(3);
    expect(answers.find((answer) => !("status" in answer))).toMatchObject(exceeds(tea, 0));
    expect(await stockOf(shop, tea)).toEqual({ main: [10, 0] });
    // What was refused took no key.
    const stranger = newId("product_variant");
    const lines = [{ variantId: stranger, quantity: 1 }];
    const { key } = await gone();
    expect(await as().run(returnStock, { key, returnKey: "a", lines })).toMatchObject(exceeds(stranger, 0));
    expect(await shop.db.reservationReturn.count({ where: { reservationKey: key } })).toBe(0);
  });

  it("gives nothing back when one line is too much", async () => {
    const [tea, cup] = [await aVariant(shop, 5), await aVariant(shop, 5)];
    const { key } = await as()
      .run(reserveStock, reserving({ [tea]: 2, [cup]: 1 }))
      .then(made);
    await as().run(commitReservation, { key });
    const lines = [
      { variantId: tea, quantity: 1 },
      { variantId: cup, quantity: 2 },
    ];
    expect(await as().run(returnStock, { key, returnKey: "a", lines })).toMatchObject(exceeds(cup, 1));
    expect(await stockOf(shop, tea)).toEqual({ main: [3, 0] });
    expect(await stockOf(shop, cup)).toEqual({ main: [4, 0] });
  });

  it("leaves the rest to a later release, which is the end of it", async () => {
    const { tea, key, back } = await gone();
    await back("a", 4);
    await Promise.all([1, 2].map(() => as().run(releaseReservation, { key })));
    expect(await stockOf(shop, tea)).toEqual({ main: [10, 0] });
    expect((await booksOf(shop, tea)).slice(3)).toEqual([
      ["RETURNED", 4, 0],
      ["RETURNED", 2, 0],
    ]);
    expect(await back("a", 4)).toMatchObject({ status: "RELEASED" });
    expect(await back("late", 1)).toMatchObject({ __typename: "ReservationOver" });
    expect(await stockOf(shop, tea)).toEqual({ main: [10, 0] });
    expect(await wrong()).toEqual([]);
  });

  it("books nothing more when a release finds that everything came back", async () => {
    const { tea, key, back } = await gone();
    await back("a", 6);
    expect(await as().run(releaseReservation, { key })).toMatchObject({ status: "RELEASED" });
    expect((await booksOf(shop, tea)).slice(3)).toEqual([["RETURNED", 6, 0]]);
  });

  it("has nothing to give back of what is only set aside, was given back, or was never made", async () => {
    const tea = await aVariant(shop, 5);
    const { key } = await as()
      .run(reserveStock, reserving({ [tea]: 2 }))
      .then(made);
    const lines = [{ variantId: tea, quantity: 1 }];
    expect(await as().run(returnStock, { key, returnKey: "a", lines })).toMatchObject(exceeds(tea, 0));
    await as().run(releaseReservation, { key });
    for (const over of [key, newId("order")])
      expect(await as().run(returnStock, { key: over, returnKey: "a", lines })).toMatchObject({
        __typename: "ReservationOver",
      });
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 0] });
  });

  it("puts pieces back where they left, no more than left from there", async () => {
    const tea = await aVariant(shop, 2);
    const code = `w${newId("key")}`;
    await aWarehouse(shop, code);
    const more = { idempotencyKey: newId("key"), variantId: tea, warehouse: code, delta: 5, reason: "Delivery" };
    await as().run(adjustStock, more);
    const { key } = await as()
      .run(reserveStock, reserving({ [tea]: 4 }))
      .then(made);
    await as().run(commitReservation, { key });
    await as().run(returnStock, { key, returnKey: "a", lines: [{ variantId: tea, quantity: 3 }] });
    await as().run(releaseReservation, { key });
    expect(await stockOf(shop, tea)).toEqual({ main: [2, 0], [code]: [5, 0] });
    expect(await wrong()).toEqual([]);
  });

  it.each([
    [{ key: "order_x" }, "key", "WRONG_FORMAT"],
    [{ returnKey: "" }, "returnKey", "WRONG_FORMAT"],
    [{ returnKey: "a b" }, "returnKey", "WRONG_FORMAT"],
    [{ lines: [] }, "lines", "TOO_SHORT"],
    [{ lines: [{ variantId: newId("product_variant"), quantity: 0 }] }, "lines.0.quantity", "TOO_SMALL"],
    [{ lines: [{ variantId: "tea", quantity: 1 }] }, "lines.0.variantId", "WRONG_FORMAT"],
  ])("refuses %j", async (wrong, path, code) => {
    const lines = [{ variantId: newId("product_variant"), quantity: 1 }];
    const input = { key: newId("order"), returnKey: "a", lines, ...wrong };
    expect(await as().run(returnStock, input)).toMatchObject({ __typename: "InvalidInput", fields: [{ path, code }] });
  });
});

describe("the checks", () => {
  it("are empty when all is well, and name what is not", async () => {
    await using shop = await openShop();
    const tea = await aVariant(shop, 10);
    const open = reserving({ [tea]: 2 });
    const sold = reserving({ [tea]: 3 });
    for (const input of [open, sold]) await shop.as(orders).run(reserveStock, input);
    await shop.as(orders).run(commitReservation, { key: sold.key });
    const now = new Date();
    const found = async (at = now) => {
      const all = await Promise.all(checks.map(async ({ name, find }) => [name, await find(shop.db, at)] as const));
      return Object.fromEntries(all.filter(([, wrong]) => wrong.length > 0));
    };
    expect(await found()).toEqual({});
    const late = new Date(now.getTime() + 1_300_000);
    expect(await found(late)).toMatchObject({ "reservations-end": [{ subject: open.key }] });

    await shop.db.$executeRaw`UPDATE stock_level SET on_hand = 8, reserved = 1`;
    await shop.db.$executeRaw`UPDATE reservation_line SET returned = 1 WHERE reservation_key = ${sold.key}`;
    const where = { subject: `${tea} in main` };
    expect(await found()).toEqual({
      "levels-are-booked": [{ ...where, detail: "8 on hand and 1 reserved, but booked are 7 and 2" }],
      "reserved-is-held": [{ ...where, detail: "1 reserved, but open reservations hold 2" }],
      "gone-is-counted": [{ subject: sold.key, detail: `2 of ${tea} are gone, but booked are 3` }],
    });
  });

  it("name stock below zero, and more set aside than there is, should the database ever let it in", async () => {
    await using shop = await openShop();
    const [none, ...wrong] = [await aVariant(shop), await aVariant(shop), await aVariant(shop), await aVariant(shop)];
    await shop.db.$executeRaw`ALTER TABLE stock_level DROP CONSTRAINT stock_level_on_hand_not_negative,
      DROP CONSTRAINT stock_level_reserved_not_negative, DROP CONSTRAINT stock_level_reserved_is_on_hand`;
    const levels = [
      { onHand: -1, reserved: -1 },
      { onHand: 0, reserved: -1 },
      { onHand: 1, reserved: 2 },
    ];
    for (const [i, data] of levels.entries())
      await shop.db.stockLevel.updateMany({ where: { variantId: wrong[i] ?? "" }, data });
    const check = checks.find(({ name }) => name === "nothing-is-negative");
    expect(await stockOf(shop, none)).toEqual({ main: [0, 0] });
    expect(await check?.find(shop.db, new Date(0))).toEqual(
      levels.map(({ onHand, reserved }, i) => ({
        subject: `${wrong[i]} in main`,
        detail: `${onHand} on hand, ${reserved} reserved`,
      })),
    );
  });
});
