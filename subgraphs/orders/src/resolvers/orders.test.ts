import { newId, statementsOf, type Viewer } from "@madang/service-kit";
import { ada, brian, guest, service, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOfToken, newCartToken } from "../data/cartToken.ts";
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

  it("has its invoice once that is issued", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    const invoice = async () =>
      (await shop.as(ada).query("query ($id: ID!) { order(id: $id) { invoice { number issuedAt } } }", { id })).data;
    expect(await invoice()).toEqual({ order: { invoice: null } });
    const invoicedAt = new Date("2026-11-20T09:30:01.500Z");
    await shop.has((db) => db.order.update({ where: { id }, data: { invoiceNumber: "2026-000042", invoicedAt } }));
    expect(await invoice()).toEqual({
      order: { invoice: { number: "2026-000042", issuedAt: "2026-11-20T09:30:01.500Z" } },
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

describe("A guest's order", () => {
  const byToken = "query ($id: ID!, $token: String) { order(id: $id, token: $token) { id } }";
  const byNumber =
    "query ($number: String!, $email: EmailAddress!) { guestOrder(number: $number, email: $email) { id } }";
  const found = async (document: string, variables: object, viewer: Viewer = guest) =>
    Object.values((await shop.as(viewer).query(document, variables)).data ?? {})[0];

  it("is seen by whoever has the token of its cart, and no other", async () => {
    const token = newCartToken();
    const { id } = await shop.has(anOrder({ tokenHash: hashOfToken(token) }));
    const other = await shop.has(anOrder({ tokenHash: hashOfToken(newCartToken()) }));
    const owned = await shop.has(anOrder({ accountId: ada.accountId }));
    expect(await found(byToken, { id, token })).toEqual({ id });
    for (const [wanted, given] of [
      [id, `${token}x`],
      [id, hashOfToken(token)],
      [id, ""],
      [id, "\u0000"],
      [other.id, token],
      [owned.id, token],
      ["\u0000", token],
    ])
      expect(await found(byToken, { id: wanted, token: given })).toBeNull();
  });

  it("is found by number and address together, however they are typed; every other pair looks the same", async () => {
    const { id, number } = await shop.has(anOrder());
    const owned = await shop.has(anOrder({ accountId: ada.accountId }));
    const hidden = await shop.has(anOrder({ status: "PENDING" }));
    const email = "ada@example.com";
    for (const typed of [
      number,
      number.toLowerCase().replace("-", " "),
      number.replaceAll("0", "o").replaceAll("1", "l"),
    ])
      expect(await found(byNumber, { number: typed, email: "Ada@Example.com" })).toEqual({ id });
    for (const pair of [
      { number, email: "brian@example.com" },
      { number: "00000-00000", email },
      { number: owned.number, email },
      { number: hidden.number, email },
      { number: "", email },
      { number: "%", email },
      { number: "\u0000", email },
      { number, email: "%@example.com" },
      { number, email: "ada_example.com@example.com" },
    ])
      expect(await found(byNumber, pair)).toBeNull();
  });
});

describe("Where an order goes", () => {
  const change = `mutation ($input: ChangeShippingAddressInput!) { changeShippingAddress(input: $input) {
    __typename ... on Order { shippingAddress { name city country } history { from to actor } }
    ... on Problem { code } ... on OrderNotChangeable { status } ... on InvalidInput { fields { path code } } } }`;
  const shippingAddress = { name: "Charles Babbage", lines: ["1 Dorset Street"], city: "London", country: "GB" };
  const send = async (viewer: Viewer, id: string, address: object = {}) =>
    (await shop.as(viewer).query(change, { input: { id, shippingAddress: { ...shippingAddress, ...address } } }))
      .data?.["changeShippingAddress"];

  it("is changed by its account and by staff, before it is sent, and told", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    expect(await send(ada, id)).toMatchObject({
      __typename: "Order",
      shippingAddress: { name: "Charles Babbage" },
      history: [{ to: "PENDING" }, { from: "CONFIRMED", to: "CONFIRMED", actor: "SHOPPER" }],
    });
    expect(await send(staff(["orders:write"]), id, { city: "Bath" })).toMatchObject({
      shippingAddress: { city: "Bath" },
    });
    const told = (await shop.published()).filter(({ subject }) => subject === id);
    expect(told.map(({ type }) => type)).toEqual(["orders.orderAddressChanged", "orders.orderAddressChanged"]);
  });

  it("stays as it is for strangers, in another country, and once the order is over", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    for (const stranger of [brian, staff(["orders:read"])])
      expect(await send(stranger, id)).toMatchObject({ __typename: "OrderNotFound" });
    expect(await send(ada, id, { country: "KR" })).toMatchObject({
      __typename: "InvalidInput",
      fields: [{ path: "shippingAddress.country", code: "NOT_ALLOWED" }],
    });
    expect(await send(ada, id, { name: "" })).toMatchObject({ __typename: "InvalidInput" });
    for (const status of ["PENDING", "FULFILLED", "PAYMENT_FAILED", "CANCELLED"] as const) {
      const order = await shop.has(anOrder({ status, accountId: ada.accountId }));
      expect(await send(ada, order.id)).toMatchObject({ __typename: "OrderNotChangeable", status });
    }
    expect(await readAs(ada, id)).toMatchObject({ shippingAddress: { name: "Ada Lovelace" } });
  });
});

describe("The database", () => {
  it("lets nobody alter what was agreed, nor cancel pieces without saying what they are worth", async () => {
    const { id, lines } = await shop.has(anOrder({ shipping: 100n }));
    const line = { where: { id: lines[0]?.id ?? "" } };
    const { db } = shop;
    await expect(db.orderLine.update({ ...line, data: { shippingMinor: 0n } })).rejects.toThrow("frozen");
    await expect(db.orderLine.update({ ...line, data: { cancelledQuantity: 1 } })).rejects.toThrow("add up");
    await expect(db.order.update({ where: { id }, data: { cancelledMinor: 1n } })).rejects.toThrow("cancelled");
    await expect(db.order.update({ where: { id }, data: { totalMinor: 1n } })).rejects.toThrow("add up");
    await expect(db.orderHistory.updateMany({ where: { orderId: id }, data: { reason: "x" } })).rejects.toThrow(
      "never altered",
    );
    await db.$transaction([
      db.orderLine.update({ ...line, data: { cancelledQuantity: 1 } }),
      db.order.update({ where: { id }, data: { cancelledMinor: 1_298n } }),
    ]);
    await expect(db.orderLine.update({ ...line, data: { cancelledQuantity: 0 } })).rejects.toThrow("frozen");
  });
});

describe("An account's orders", () => {
  it("leave out those that the account never knew of", async () => {
    const viewer = { ...ada, accountId: newId("account") };
    await shop.has(anOrder({ accountId: viewer.accountId, status: "PENDING" }));
    const waited = await shop.has(anOrder({ accountId: viewer.accountId, status: "PENDING" }));
    await shop.has((db) => db.order.update({ where: { id: waited.id }, data: { awaitedAt: new Date() } }));
    const r = [{ __typename: "Account", id: viewer.accountId }];
    expect((await shop.as(viewer).query(entity, { r })).data).toMatchObject({
      _entities: [{ orders: { nodes: [{ id: waited.id }] } }],
    });
  });

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
  it("finds an order by its number, however it is typed, and by its invoice's", async () => {
    const [order, other] = [await shop.has(anOrder()), await shop.has(anOrder())];
    const invoice = { invoiceNumber: "1999-000042", invoicedAt: new Date() };
    await shop.has((db) => db.order.update({ where: { id: other.id }, data: invoice }));
    const numbered = `query ($number: String) { orders(number: $number) { nodes { id invoice { number } } } }`;
    for (const [number, nodes] of [
      [order.number.toLowerCase().replace("-", " "), [{ id: order.id, invoice: null }]],
      [" 1999-000042 ", [{ id: other.id, invoice: { number: "1999-000042" } }]],
      ["1999-000043", []],
      [order.number.slice(0, 5), []],
      ["%", []],
      ["\u0000", []],
      ["", []],
    ] as const)
      expect((await shop.as(support).query(numbered, { number })).data).toEqual({ orders: { nodes } });
  });

  it("is for staff with the scope alone", async () => {
    expect(await codeOf(guest, list, { first: 1 })).toBe("UNAUTHENTICATED");
    for (const viewer of [ada, staff(["orders:write"]), service("catalog")])
      expect(await codeOf(viewer, list, { first: 1 })).toBe("FORBIDDEN");
    expect(await codeOf(support, list, { first: 1 })).toBeUndefined();
  });

  it("keeps to its status, and refuses sizes and cursors that are not its own", async () => {
    for (let n = 0; n < 2; n += 1) await shop.has(anOrder({ status: "FULFILLED" }));
    const fulfilled = await shop.db.order.findMany({
      where: { status: "FULFILLED" },
      orderBy: [{ placedAt: "desc" }, { id: "desc" }],
      select: { id: true },
    });
    const page = await shop.as(support).query<Page>(list, { first: 1, status: "FULFILLED" });
    const after = page.data?.orders.pageInfo.endCursor ?? "";
    expect(page.data?.orders.pageInfo.hasNextPage).toBe(true);
    const next = await shop.as(support).query<Page>(list, { first: 100, status: "FULFILLED", after });
    expect([...(page.data?.orders.nodes ?? []), ...(next.data?.orders.nodes ?? [])]).toEqual(fulfilled);
    expect(next.data?.orders.pageInfo.hasNextPage).toBe(false);

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
