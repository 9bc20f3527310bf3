import { newId, statementsOf, type Viewer } from "@madang/service-kit";
import { ada, brian, guest, service, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listOrders } from "../data/orders.ts";
import { anOrder } from "../fixtures/anOrder.ts";
import { orders } from "../subgraph.ts";

const support = staff(["orders:read"]);
const open = () => startTestSubgraph(orders);
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());

const one = `query ($id: ID!) { order(id: $id) {
  id number status total { amount currency } account { id } email placedAt cancelledAt
  shippingAddress { name lines city region postalCode country phone }
  lines { sku name quantity variant { id } unitPrice { amount } total { amount } } } }`;
const entity = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Order { id } ... on Account { id orders(first: 2) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`;
const list = `query ($first: Int!, $after: String, $status: OrderStatus) {
  orders(first: $first, after: $after, status: $status) { nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  orders: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

const readAs = async (viewer: Viewer, id: string) => (await shop.as(viewer).query(one, { id })).data?.["order"];
const codeOf = async (viewer: Viewer, document: string, variables: object) =>
  (await shop.as(viewer).query(document, variables)).errors[0]?.extensions?.["code"];

describe("An order", () => {
  it("is shown to its account with the prices that it was placed at", async () => {
    const order = await shop.has(anOrder({ accountId: ada.accountId }));
    expect(await readAs(ada, order.id)).toEqual({
      id: order.id,
      number: order.number,
      status: "CONFIRMED",
      total: { amount: "25.99", currency: "GBP" },
      account: { id: ada.accountId },
      email: "ada@example.com",
      placedAt: "2026-11-20T09:30:00.000Z",
      cancelledAt: null,
      shippingAddress: {
        name: "Ada Lovelace",
        lines: ["12 St James's Square"],
        city: "London",
        region: null,
        postalCode: "SW1Y 4JH",
        country: "GB",
        phone: null,
      },
      lines: [
        {
          sku: "MUG",
          name: "Mug",
          quantity: 2,
          variant: { id: order.lines[0]?.variantId },
          unitPrice: { amount: "12.50" },
          total: { amount: "25.00" },
        },
        {
          sku: "PIN",
          name: "Pin",
          quantity: 1,
          variant: { id: order.lines[1]?.variantId },
          unitPrice: { amount: "0.99" },
          total: { amount: "0.99" },
        },
      ],
    });
  });

  it("is nobody else's to see, on any path; staff with the scope see it", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    const r = [{ __typename: "Order", id }];
    for (const stranger of [brian, guest, staff(["catalog:write"]), service("catalog")]) {
      expect(await readAs(stranger, id)).toBeNull();
      expect((await shop.as(stranger).query(entity, { r })).data).toEqual({ _entities: [null] });
    }
    expect((await shop.as(support).query(entity, { r })).data).toEqual({ _entities: [{ id }] });
    expect(await readAs(support, id)).toMatchObject({ id });
  });

  it("of a guest is seen by staff alone", async () => {
    const { id } = await shop.has(anOrder());
    for (const stranger of [ada, guest]) expect(await readAs(stranger, id)).toBeNull();
    expect(await readAs(support, id)).toMatchObject({ id, account: null });
  });

  it("that does not exist, or is no order, is null", async () => {
    for (const id of [newId("order"), newId("cart"), "", "order_", "\u0000", "x".repeat(10_000)])
      expect(await readAs(support, id)).toBeNull();
  });
});

describe("An account's orders", () => {
  it("are its own, newest first, page by page", async () => {
    const accountId = newId("account");
    const shopper = { ...ada, accountId };
    const made = [];
    for (const minute of [1, 2, 2])
      made.push(await shop.has(anOrder({ accountId, placedAt: new Date(Date.UTC(2026, 10, 20, 9, minute)) })));
    const newest = made.map(({ id, placedAt }) => ({ id, at: placedAt.getTime() }));
    newest.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));

    const { data, errors } = await shop.as(shopper).query<{ _entities: [{ orders: Page["orders"] }] }>(entity, {
      r: [{ __typename: "Account", id: accountId }],
    });
    expect(errors).toEqual([]);
    const first = data?._entities[0].orders;
    expect(first?.nodes.map(({ id }) => id)).toEqual(newest.slice(0, 2).map(({ id }) => id));
    expect(first?.pageInfo.hasNextPage).toBe(true);

    const rest = await shop.as(support).query<{ _entities: [{ orders: Page["orders"] }] }>(
      `query ($r: [_Any!]!, $after: String) { _entities(representations: $r) {
        ... on Account { orders(after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`,
      { r: [{ __typename: "Account", id: accountId }], after: first?.pageInfo.endCursor },
    );
    expect(rest.data?._entities[0].orders).toMatchObject({
      nodes: [{ id: newest[2]?.id }],
      pageInfo: { hasNextPage: false },
    });
  });

  it("are hidden from every other account", async () => {
    await shop.has(anOrder({ accountId: ada.accountId }));
    const r = [{ __typename: "Account", id: ada.accountId }];
    for (const stranger of [brian, guest, staff([])])
      expect((await shop.as(stranger).query(entity, { r })).data).toEqual({
        _entities: [{ id: ada.accountId, orders: null }],
      });
  });
});

describe("The list of all orders", () => {
  it("is for staff with the scope alone", async () => {
    expect(await codeOf(guest, list, { first: 1 })).toBe("UNAUTHENTICATED");
    for (const viewer of [ada, staff(["orders:write"]), service("catalog")])
      expect(await codeOf(viewer, list, { first: 1 })).toBe("FORBIDDEN");
    expect(await codeOf(support, list, { first: 1 })).toBeUndefined();
  });

  it("keeps to its status, and refuses sizes and cursors that are not its own", async () => {
    const { id } = await shop.has(anOrder({ status: "FULFILLED" }));
    await shop.has(anOrder({ status: "FULFILLED" }));
    const page = await shop.as(support).query<Page>(list, { first: 1, status: "FULFILLED" });
    const after = page.data?.orders.pageInfo.endCursor ?? "";
    expect(page.data?.orders.pageInfo.hasNextPage).toBe(true);
    const next = await shop.as(support).query<Page>(list, { first: 100, status: "FULFILLED", after });
    expect(next.data?.orders).toMatchObject({ nodes: [{ id }], pageInfo: { hasNextPage: false } });

    for (const first of [0, -1, 101, 2 ** 31 - 1])
      expect(await codeOf(support, list, { first })).toBe("BAD_USER_INPUT");
    for (const forged of [`A${after}`, after.slice(1), "", "!", "A".repeat(50_000)])
      expect(await codeOf(support, list, { first: 1, status: "FULFILLED", after: forged })).toBe("INVALID_CURSOR");
    expect(await codeOf(support, list, { first: 1, after })).toBe("INVALID_CURSOR");
  });

  it("takes one statement, however long it is", async () => {
    for (let i = 0; i < 3; i++) await shop.has(anOrder());
    for (const limit of [1, 3]) {
      const { result, statements } = await statementsOf(() => listOrders(shop.db, { after: null, limit }));
      expect(result).toHaveLength(limit);
      expect(statements).toHaveLength(1);
    }
  });
});
