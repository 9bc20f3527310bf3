import { randomUUID } from "node:crypto";
import { newId } from "@madang/service-kit";
import { service, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anOrder } from "../fixtures/anOrder.ts";
import { orders } from "../subgraph.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const minute = 60_000;
const day = 24 * 60 * minute;
const ago = (ms: number) => new Date(now.getTime() - ms);

const open = () => startTestSubgraph(orders);
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
  shop.clock.set(now);
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => shop.db.$executeRaw`TRUNCATE "order", cart, kit_process, kit_event, invoice_counter CASCADE`);

/** All that is wrong, as the room tells it. */
async function wrong() {
  const { data, errors } = await shop
    .as(service("analytics"))
    .query("{ ordersInconsistencies { check subject detail } }");
  expect(errors).toEqual([]);
  return data?.["ordersInconsistencies"];
}

const aProcess = (subject: string, { name = "checkout", status = "RUNNING" } = {}) =>
  shop.db.kitProcess.create({
    data: {
      ...{ id: newId("process"), name, subject, owner: "x", inputHash: "", viewer: {}, state: {}, steps: [], status },
      ...{ dueAt: now, createdAt: now, updatedAt: now },
    },
  });

describe("a pending order", () => {
  const pending = (placedAt: Date) => shop.has(anOrder({ status: "PENDING", placedAt }));

  it("is right while a checkout is at it, and in its first minute", async () => {
    await aProcess((await pending(ago(day))).id);
    await pending(ago(minute));
    expect(await wrong()).toEqual([]);
  });

  it("is wrong a minute later when its checkout is over, or something else is at it", async () => {
    const late = ago(minute + 1);
    const [over, other] = [await pending(ago(day)), await pending(late)];
    await aProcess(over.id, { status: "DONE" });
    await aProcess(other.id, { name: "cancellation" });
    const check = "pending-orders-have-a-checkout";
    expect(await wrong()).toEqual([
      { check, subject: over.id, detail: `${over.number} is pending, and no checkout is at it.` },
      { check, subject: other.id, detail: `${other.number} is pending, and no checkout is at it.` },
    ]);
  });
});

describe("a confirmed order", () => {
  const confirmed = (placedAt: Date) => shop.has(anOrder({ placedAt }));
  const told = (subject: string, type = "orders.orderPlaced") =>
    shop.db.kitEvent.create({
      data: { id: randomUUID(), type, subject, sequence: 1, schemaVersion: 1, time: now, data: {} },
    });

  it("is right when it was announced; what is older than a week is not looked at", async () => {
    await told((await confirmed(ago(minute))).id);
    await confirmed(ago(7 * day));
    expect(await wrong()).toEqual([]);
  });

  it("is wrong when nobody was told of it, or of something else", async () => {
    const [untold, otherwise] = [await confirmed(ago(7 * day - 1)), await confirmed(now)];
    await told(otherwise.id, "orders.orderCancelled");
    const check = "confirmed-orders-are-announced";
    expect(await wrong()).toEqual([
      { check, subject: untold.id, detail: `${untold.number} is confirmed, and nobody was told.` },
      { check, subject: otherwise.id, detail: `${otherwise.number} is confirmed, and nobody was told.` },
    ]);
  });
});

describe("a held cart", () => {
  async function held(updatedAt: Date, status: "ORDERING" | "ORDERED" = "ORDERING") {
    const [id, orderId] = [newId("cart"), newId("order")];
    const holder = { accountId: newId("account"), channel: "default" };
    await shop.db.cart.create({ data: { id, orderId, ...holder, status, createdAt: updatedAt, updatedAt } });
    return { id, orderId };
  }

  it("is right while a checkout is at it, in its first minute, and once it was ordered", async () => {
    await aProcess((await held(ago(day))).orderId);
    await held(ago(minute));
    await held(ago(day), "ORDERED");
    expect(await wrong()).toEqual([]);
  });

  it("is wrong a minute later when its checkout is over, or never was", async () => {
    const [over, never] = [await held(ago(day)), await held(ago(minute + 1))];
    await aProcess(over.orderId, { status: "REFUSED" });
    const check = "held-carts-have-a-checkout";
    expect(await wrong()).toEqual([
      { check, subject: over.id, detail: `Held for ${over.orderId}, and no checkout is at it.` },
      { check, subject: never.id, detail: `Held for ${never.orderId}, and no checkout is at it.` },
    ]);
  });
});

describe("the invoices of a year", () => {
  const invoiced = async (...numbers: string[]) => {
    for (const invoiceNumber of numbers) {
      const { id } = await shop.has(anOrder({ placedAt: ago(8 * day) }));
      await shop.db.order.update({ where: { id }, data: { invoiceNumber, invoicedAt: now } });
    }
  };
  const given = (year: number, last: number) => shop.db.invoiceCounter.create({ data: { year, last } });

  it("are right when there are as many as numbers, each year by itself", async () => {
    await invoiced("2025-000001", "2026-000001", "2026-000002");
    await given(2025, 1);
    await given(2026, 2);
    expect(await wrong()).toEqual([]);
  });

  it("are wrong when there are more numbers, or fewer", async () => {
    await invoiced("2024-000001", "2025-000001", "2025-000002");
    for (const [year, last] of [
      [2024, 1],
      [2025, 1],
      [2026, 1],
    ] as const)
      await given(year, last);
    const check = "invoices-have-no-gaps";
    expect(await wrong()).toEqual([
      { check, subject: "2025", detail: "1 numbers were given out, and 2 orders have one." },
      { check, subject: "2026", detail: "1 numbers were given out, and 0 orders have one." },
    ]);
  });
});
