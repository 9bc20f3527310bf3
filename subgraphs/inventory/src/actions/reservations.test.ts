import { newId, statementsOf } from "@madang/service-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aVariant, booksOf, openShop, orders, reserving, type Shop, stockOf, wrongLevels } from "../fixtures.ts";
import { commitReservation } from "./commitReservation.ts";
import { releaseLapsed } from "./releaseLapsed.ts";
import { releaseReservation } from "./releaseReservation.ts";
import { reserveStock } from "./reserveStock.ts";

describe("a reservation", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const as = () => shop.as(orders);
  const over = { __typename: "ReservationOver", code: "RESERVATION_OVER" };
  /** Five of a variant, two of them set aside. */
  const reserved = async () => {
    const tea = await aVariant(shop, 5);
    const input = reserving({ [tea]: 2 });
    expect(await as().run(reserveStock, input)).toMatchObject({ status: "OPEN" });
    return { tea, input, key: input.key };
  };

  it("leaves with its order once, however often it is committed", async () => {
    const { tea, input, key } = await reserved();
    const answers = await Promise.all([1, 2, 3].map(() => as().run(commitReservation, { key })));
    expect(answers).toMatchObject([{ status: "COMMITTED" }, { status: "COMMITTED" }, { status: "COMMITTED" }]);
    expect(await stockOf(shop, tea)).toEqual({ main: [3, 0] });
    expect(await as().run(reserveStock, input)).toMatchObject({ key, status: "COMMITTED" });
    expect(await booksOf(shop, tea)).toEqual([
      ["ADJUSTED", 5, 0],
      ["RESERVED", 0, 2],
      ["COMMITTED", -2, -2],
    ]);
  });

  it("becomes available again once, however often it is released, and is over then", async () => {
    const { tea, input, key } = await reserved();
    const answers = await Promise.all([1, 2, 3].map(() => as().run(releaseReservation, { key })));
    expect(answers).toMatchObject([{ status: "RELEASED" }, { status: "RELEASED" }, { status: "RELEASED" }]);
    expect(await as().run(commitReservation, { key })).toMatchObject(over);
    expect(await as().run(reserveStock, input)).toMatchObject(over);
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 0] });
    expect((await booksOf(shop, tea)).at(-1)).toEqual(["RELEASED", 0, -2]);
  });

  it("comes back as a return when it was committed before", async () => {
    const { tea, key } = await reserved();
    await as().run(commitReservation, { key });
    await Promise.all([1, 2].map(() => as().run(releaseReservation, { key })));
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 0] });
    expect(await booksOf(shop, tea)).toEqual([
      ["ADJUSTED", 5, 0],
      ["RESERVED", 0, 2],
      ["COMMITTED", -2, -2],
      ["RETURNED", 2, 0],
    ]);
  });

  it("cannot be made any more when its release came first", async () => {
    const tea = await aVariant(shop, 5);
    const input = reserving({ [tea]: 2 });
    expect(await as().run(releaseReservation, { key: input.key })).toMatchObject({
      key: input.key,
      status: "RELEASED",
    });
    expect(await as().run(reserveStock, input)).toMatchObject(over);
    expect(await as().run(commitReservation, { key: newId("order") })).toMatchObject(over);
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 0] });
  });

  it("ends open or never made when its release races with it, and the books hold", async () => {
    const tea = await aVariant(shop, 1_000);
    const inputs = Array.from({ length: 10 }, () => reserving({ [tea]: 1 }));
    await Promise.all(
      inputs.flatMap((input) => [as().run(reserveStock, input), as().run(releaseReservation, { key: input.key })]),
    );
    expect(await stockOf(shop, tea)).toEqual({ main: [1_000, 0] });
    expect(await wrongLevels(shop)).toEqual([]);
  });

  it("keeps its stock until the sweep gives it back, but is over as soon as its time is", async () => {
    const { tea, input, key } = await reserved();
    const other = reserving({ [tea]: 1 }, { ttlSeconds: 3_600 });
    await as().run(reserveStock, other);
    shop.clock.advance(900_000);
    expect(await as().run(commitReservation, { key })).toMatchObject(over);
    expect(await as().run(reserveStock, input)).toMatchObject(over);
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 3] });

    const swept = await Promise.all([1, 2, 3].map(() => as().run(releaseLapsed, undefined)));
    expect(swept.reduce((sum, count) => sum + count)).toBe(1);
    expect(await stockOf(shop, tea)).toEqual({ main: [5, 1] });
    expect((await booksOf(shop, tea)).at(-1)).toEqual(["RELEASED", 0, -2]);
    expect(await as().run(commitReservation, { key: other.key })).toMatchObject({ status: "COMMITTED" });
  });

  it("gives many back in as many statements as one", async () => {
    const variants = await Promise.all(Array.from({ length: 20 }, () => aVariant(shop, 5)));
    const sweep = async (ids: string[]) => {
      await Promise.all(ids.map((id) => as().run(reserveStock, reserving({ [id]: 1 }))));
      shop.clock.advance(900_000);
      const { result, statements } = await statementsOf(() => as().run(releaseLapsed, undefined));
      return [result, statements.length];
    };
    expect(await sweep(variants.slice(0, 1))).toEqual([1, 6]);
    expect(await sweep(variants)).toEqual([20, 6]);
    expect(await wrongLevels(shop)).toEqual([]);
  });

  it("has a key that is an order's id", async () => {
    const release = as().run(releaseReservation, { key: `order_${"\u0000".repeat(26)}` });
    await expect(release).rejects.toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  });
});
