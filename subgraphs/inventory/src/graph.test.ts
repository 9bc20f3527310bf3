import { newId, statementsOf } from "@madang/service-kit";
import { ada, guest, service, shopper, staff } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reserveStock } from "./actions/reserveStock.ts";
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

  it("reads twenty variants with their levels and movements in as many statements as one", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => aVariant(shop, 5)));
    const reader = staff(["inventory:read"]);
    const { loaders } = shop.as(reader);
    const { result, statements } = await statementsOf(() => Promise.all(ids.map((id) => loaders.available.load(id))));
    expect([result.length, statements.length]).toEqual([20, 1]);

    const page = `availability { available } stock { onHand reserved available
      warehouse { code } newest: movements(first: 1) { kind onHandDelta } movements { reason at } }`;
    const { data, errors } = await shop.as(reader).query(entities(page), variantsOf(...ids));
    expect(errors).toEqual([]);
    expect(data?.["_entities"]).toHaveLength(20);
    expect(data).toMatchObject({
      _entities: [
        { stock: [{ onHand: 5, warehouse: { code: "main" }, newest: [{ kind: "ADJUSTED", onHandDelta: 5 }] }] },
      ],
    });
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

  it.each([0, 101, -1])("refuses %i movements", async (first) => {
    const tea = await aVariant(shop, 3);
    const query = entities(`stock { movements(first: ${first}) { id } }`);
    expect(codes(await shop.as(staff(["inventory:read"])).query(query, variantsOf(tea)))).toEqual(["BAD_USER_INPUT"]);
  });
});
