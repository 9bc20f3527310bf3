import { newId, type Viewer } from "@madang/service-kit";
import { ada, brian, guest, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrders } from "../data/orders.ts";
import type { OrderStatus } from "../domain/order.ts";
import { anOrder } from "../fixtures/anOrder.ts";
import { eventually } from "../fixtures/openTill.ts";
import { orders } from "../subgraph.ts";

// Inventory is not there: a cancellation is final without it, and goes on asking for it.
const open = () =>
  startTestSubgraph(orders, { env: { CALL_ATTEMPTS: "1", PROCESS_ATTEMPTS: "1", PROCESS_BACKOFF_MS: "1" } });
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());

const cancel = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on Order { id status cancelReason } ... on Problem { code }
  ... on OrderNotCancellable { status } ... on InvalidInput { fields { path code } } } }`;

async function cancelAs(viewer: Viewer, input: { id: string; reason?: string; idempotencyKey?: string }) {
  const { data } = await shop.as(viewer).query(cancel, { input: { idempotencyKey: newId("key"), ...input } });
  return data?.["cancelOrder"];
}
const statusOf = async (id: string) => (await findOrders(shop.db, [id]))[0]?.status;
const told = async (id: string) => (await shop.published()).filter(({ subject }) => subject === id);

describe("Cancelling", () => {
  it("is final and told once, though inventory does not answer, whose stock is asked for until it does", async () => {
    const order = await shop.has(anOrder({ accountId: ada.accountId }));
    const input = { id: order.id, reason: " Changed my mind ", idempotencyKey: "cancel-once" };
    const cancelled = { __typename: "Order", id: order.id, status: "CANCELLED", cancelReason: "Changed my mind" };
    expect(await cancelAs(ada, input)).toEqual(cancelled);
    expect(await cancelAs(ada, input)).toEqual(cancelled);
    expect(await cancelAs(ada, { ...input, reason: "Another" })).toMatchObject({ __typename: "IdempotencyConflict" });
    expect(await told(order.id)).toMatchObject([
      {
        type: "orders.orderCancelled",
        sequence: 1,
        data: { number: order.number, totalMinor: 2_599n, reason: "Changed my mind" },
      },
    ]);
    const process = () => shop.db.kitProcess.findFirstOrThrow({ where: { key: "cancel-once" } });
    await eventually(async () => (await process()).attempts > 0);
    expect(await process()).toMatchObject({ status: "RUNNING", direction: "FORWARD", problem: null });
  });

  it("a stranger's order, a missing one and what is no order look the same, and nothing changes", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    const guests = await shop.has(anOrder());
    for (const [viewer, wanted] of [
      [brian, id],
      [brian, guests.id],
      [staff(["orders:read"]), id],
      [ada, newId("order")],
      [ada, "\u0000"],
      [ada, ""],
    ] as const)
      expect(await cancelAs(viewer, { id: wanted })).toEqual({ __typename: "OrderNotFound", code: "ORDER_NOT_FOUND" });
    const { errors } = await shop.as(guest).query(cancel, { input: { id: guests.id, idempotencyKey: "a guest's" } });
    expect(errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
    expect([await statusOf(id), await statusOf(guests.id)]).toEqual(["CONFIRMED", "CONFIRMED"]);
    expect(await told(id)).toEqual([]);
  });

  it("is staff's right with the scope", async () => {
    const { id } = await shop.has(anOrder());
    expect(await cancelAs(staff(["orders:write"]), { id })).toMatchObject({ __typename: "Order", status: "CANCELLED" });
  });

  it.each<OrderStatus>(["PENDING", "FULFILLED", "CANCELLED"])("leaves a %s order alone", async (status) => {
    const order = await shop.has(anOrder({ status, accountId: ada.accountId }));
    expect(await cancelAs(ada, { id: order.id })).toEqual({
      __typename: "OrderNotCancellable",
      code: "ORDER_NOT_CANCELLABLE",
      status,
    });
    expect((await findOrders(shop.db, [order.id]))[0]).toEqual(order);
    expect(await told(order.id)).toEqual([]);
  });

  it("takes effect once for two who cancel at once", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    const answers = await Promise.all([cancelAs(ada, { id }), cancelAs(staff(["orders:write"]), { id })]);
    expect(answers.map((answer) => Reflect.get(Object(answer), "__typename")).sort()).toEqual([
      "Order",
      "OrderNotCancellable",
    ]);
    expect(await told(id)).toHaveLength(1);
  });

  it("refuses reasons and keys outside their limits", async () => {
    const { id } = await shop.has(anOrder({ accountId: ada.accountId }));
    for (const [input, path, code] of [
      [{ id, reason: "x".repeat(201) }, "reason", "TOO_LONG"],
      [{ id, reason: "a\u0000b" }, "reason", "NOT_ALLOWED"],
      [{ id, reason: "paid by 4242-4242-4242-4242" }, "reason", "NOT_ALLOWED"],
      [{ id, idempotencyKey: "short" }, "idempotencyKey", "WRONG_FORMAT"],
      [{ id, idempotencyKey: "x".repeat(129) }, "idempotencyKey", "WRONG_FORMAT"],
    ] as const)
      expect(await cancelAs(ada, input)).toMatchObject({ __typename: "InvalidInput", fields: [{ path, code }] });
    expect(await statusOf(id)).toBe("CONFIRMED");
  });
});
