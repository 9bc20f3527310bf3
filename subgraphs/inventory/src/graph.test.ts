import { newId, statementsOf } from "@madang/service-kit";
import { ada, guest, service, shopper, staff } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commitReservation } from "./actions/commitReservation.ts";
import { reserveStock } from "./actions/reserveStock.ts";
import { returnStock } from "./actions/returnStock.ts";
import { aVariant, aWarehouse, openShop, orders, reserving, type Shop } from "./fixtures.ts";

const entities = (fields: string, type = "ProductVariant") =>
  `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
const variantsOf = (...ids: string[]) => ({ of: ids.map((id) => ({ __typename: "ProductVariant", id })) });
const codes = ({ errors }: { errors: readonly { extensions?: Record<string, unknown> }[] }) =>
  errors.map(({ extensions }) => extensions?.["code"]);

describe("the inventory's part of the graph", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  it("tells anybody how many there are, counted up to 100, in their own channel", async () => {
    await aWarehouse(shop, "outlet", ["outlet"]);
    const [few, many, none] = [await aVariant(shop, 3), await aVariant(shop, 5_000), await aVariant(shop, null)];
    await shop.as(orders).run(reserveStock, reserving({ [few]: 1 }));
    const query = entities("id availability { inStock available }");
    const stranger = newId("product_variant");
    const { data } = await shop.as(guest).query(query, variantsOf(few, many, none, stranger, "product_variant_x"));
    expect(data).toEqual({
      _entities: [
        { id: few, availability: { inStock: true, available: 2 } },
        { id: many, availability: { inStock: true, available: 100 } },
        { id: none, availability: { inStock: false, available: 0 } },
        { id: stranger, availability: { inStock: false, available: 0 } },
        null,
      ],
    });
    const elsewhere = await shop.as(shopper(undefined, { channel: "outlet" })).query(query, variantsOf(many));
    expect(elsewhere.data).toMatchObject({ _entities: [{ availability: { inStock: false } }] });
  });

  it("reads twenty variants in as many statements as one", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => aVariant(shop, 5)));
    const { loaders } = shop.as(guest);
    const { statements } = await statementsOf(async () => {
      const levels = (await Promise.all(ids.map((id) => loaders.levels.load(id)))).flat();
      await Promise.all([
        ...ids.map((id) => loaders.available.load(id)),
        ...levels.map(({ warehouseId }) => loaders.warehouse.load(warehouseId)),
        ...levels.flatMap((level) => [1, 20].map((first) => loaders.movements.load({ ...level, first }))),
      ]);
    });
    expect(statements.length).toBe(4);
  });

  it("shows staff where it lies and what happened to it, newest first", async () => {
    const tea = await aVariant(shop, 5);
    await shop.as(orders).run(reserveStock, reserving({ [tea]: 2 }));
    const page = `stock { onHand reserved available warehouse { code country }
      newest: movements(first: 1) { kind onHandDelta reservedDelta } movements { reason } }`;
    const { data } = await shop.as(staff(["inventory:read"])).query(entities(page), variantsOf(tea));
    const level = {
      onHand: 5,
      reserved: 2,
      available: 3,
      warehouse: { code: "main", country: "GB" },
      newest: [{ kind: "RESERVED", onHandDelta: 0, reservedDelta: 2 }],
      movements: [{ reason: null }, { reason: "Opening stock" }],
    };
    expect(data).toEqual({ _entities: [{ stock: [level] }] });
  });

  it("shows stock and warehouses to nobody who lacks the scope, through entities neither", async () => {
    const tea = await aVariant(shop, 3);
    const main = await shop.db.warehouse.findFirstOrThrow({ where: { code: "main" } });
    const warehouse = { of: [{ __typename: "Warehouse", id: main.id }] };
    const clerk = staff(["orders:read"]);
    expect(codes(await shop.as(guest).query(entities("stock { onHand }"), variantsOf(tea)))).toEqual([
      "UNAUTHENTICATED",
    ]);
    expect(codes(await shop.as(ada).query(entities("stock { onHand }"), variantsOf(tea)))).toEqual(["FORBIDDEN"]);
    expect(codes(await shop.as(clerk).query(entities("code", "Warehouse"), warehouse))).toEqual(["FORBIDDEN"]);
    expect(codes(await shop.as(clerk).query("{ warehouses { code } }"))).toEqual(["FORBIDDEN"]);
    const keeper = staff(["inventory:read"]);
    expect(await shop.as(keeper).query(entities("code channels", "Warehouse"), warehouse)).toMatchObject({
      data: { _entities: [{ code: "main", channels: ["default"] }] },
    });
  });

  it("lets only the orders reserve, and only the keepers adjust", async () => {
    const tea = await aVariant(shop, 3);
    const reserve = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
      __typename ... on Reservation { key status } ... on InsufficientStock { code message variantId available } } }`;
    const input = reserving({ [tea]: 4 });
    for (const viewer of [ada, staff(["inventory:write"]), staff(["service:order"]), service("catalog")])
      expect(codes(await shop.as(viewer).query(reserve, { input }))).toEqual(["FORBIDDEN"]);
    expect((await shop.as(orders).query(reserve, { input })).data).toEqual({
      reserveStock: {
        __typename: "InsufficientStock",
        code: "INSUFFICIENT_STOCK",
        message: "There is not enough in stock: 3 left.",
        variantId: tea,
        available: 3,
      },
    });
    const adjust = `mutation { adjustStock(input: {
      idempotencyKey: "12345678", variantId: "${tea}", delta: -4, reason: "Breakage" }) {
      __typename ... on StockBelowZero { code message available } ... on StockLevel { available } } }`;
    expect(codes(await shop.as(staff(["inventory:read"])).query(adjust))).toEqual(["FORBIDDEN"]);
    const korean = staff(["inventory:write"], { locale: "ko-KR" });
    expect((await shop.as(korean).query(adjust)).data).toEqual({
      adjustStock: {
        __typename: "StockBelowZero",
        code: "STOCK_BELOW_ZERO",
        message: "뺄 수 있는 수량보다 많습니다. 최대 수량: 3",
        available: 3,
      },
    });
  });

  it("tells the orders, and nobody else, how many of many variants there are in a channel", async () => {
    const [few, many, stranger] = [await aVariant(shop, 3), await aVariant(shop, 5_000), newId("product_variant")];
    await shop.as(orders).run(reserveStock, reserving({ [few]: 1 }));
    const query =
      "query ($channel: String!, $ids: [ID!]!) { stockOf(channel: $channel, variantIds: $ids) { variantId available } }";
    const asked = { channel: "default", ids: [few, stranger, many] };
    const known = (await shop.as(orders).query<{ stockOf: object[] }>(query, asked)).data?.stockOf;
    expect(new Set(known)).toEqual(
      new Set([
        { variantId: few, available: 2 },
        { variantId: many, available: 100 },
      ]),
    );
    const elsewhere = { channel: "nowhere", ids: [few] };
    expect((await shop.as(orders).query(query, elsewhere)).data).toEqual({
      stockOf: [{ variantId: few, available: 0 }],
    });
    for (const viewer of [ada, staff(["inventory:read"]), service("catalog")])
      expect(codes(await shop.as(viewer).query(query, asked))).toEqual(["FORBIDDEN"]);
    const ids = Array.from({ length: 101 }, () => few);
    expect(codes(await shop.as(orders).query(query, { ...asked, ids }))).toEqual(["BAD_USER_INPUT"]);
  });

  it("tells the orders what happened under a reservation, oldest first", async () => {
    const tea = await aVariant(shop, 5);
    const { key, ...rest } = reserving({ [tea]: 3 });
    await shop.as(orders).run(reserveStock, { key, ...rest });
    await shop.as(orders).run(commitReservation, { key });
    await shop.as(orders).run(returnStock, { key, returnKey: "a", lines: [{ variantId: tea, quantity: 2 }] });
    const query = "query ($key: ID!) { movementsOf(key: $key) { kind variantId warehouse quantity } }";
    const moved = (kind: string, quantity: number) => ({ kind, variantId: tea, warehouse: "main", quantity });
    expect((await shop.as(orders).query(query, { key })).data).toEqual({
      movementsOf: [moved("RESERVED", 3), moved("COMMITTED", 3), moved("RETURNED", 2)],
    });
    expect((await shop.as(orders).query(query, { key: newId("order") })).data).toEqual({ movementsOf: [] });
    expect(codes(await shop.as(staff(["inventory:read"])).query(query, { key }))).toEqual(["FORBIDDEN"]);
  });

  it.each([0, 101, -1])("refuses %i movements", async (first) => {
    const tea = await aVariant(shop, 3);
    const query = entities(`stock { movements(first: ${first}) { id } }`);
    expect(codes(await shop.as(staff(["inventory:read"])).query(query, variantsOf(tea)))).toEqual(["BAD_USER_INPUT"]);
  });
});
