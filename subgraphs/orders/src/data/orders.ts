import { type Money, newId, type Position } from "@madang/service-kit";
import type { Cancelled, OrderStatus } from "../domain/order.ts";
import type { PricedLine } from "../domain/totals.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";
import { type ShippingAddress, storedAddress } from "./shippingAddress.ts";

const withLines = { lines: { orderBy: { position: "asc" } } } as const satisfies Prisma.OrderInclude;

type Stored = Prisma.OrderGetPayload<{ include: typeof withLines }>;

/** An order with its lines, amounts as money. */
export interface OrderRow extends Omit<Stored, "lines" | "totalMinor" | "shippingAddress"> {
  readonly total: Money;
  readonly shippingAddress: ShippingAddress;
  readonly lines: readonly OrderLineRow[];
}

export interface OrderLineRow extends PricedLine {
  readonly id: string;
}

function rowOf({ lines, totalMinor, shippingAddress, ...order }: Stored): OrderRow {
  const { currency } = order;
  return {
    ...order,
    total: { minor: totalMinor, currency },
    shippingAddress: storedAddress.parse(shippingAddress),
    lines: lines.map(({ id, variantId, sku, name, quantity, unitPriceMinor, totalMinor }) => ({
      id,
      variantId,
      sku,
      name,
      quantity,
      unitPrice: { minor: unitPriceMinor, currency },
      total: { minor: totalMinor, currency },
    })),
  };
}

export type NewOrder = Pick<
  OrderRow,
  | "id"
  | "number"
  | "accountId"
  | "cartId"
  | "email"
  | "locale"
  | "channel"
  | "total"
  | "paymentMethod"
  | "shippingAddress"
  | "placedAt"
> & { readonly lines: readonly PricedLine[] };

/** Adds an order that is being placed. */
export async function addOrder(tx: Tx, { lines, total, ...order }: NewOrder): Promise<void> {
  await tx.order.create({
    data: { ...order, status: "PENDING", currency: total.currency, totalMinor: total.minor },
    select: { id: true },
  });
  await tx.orderLine.createMany({
    data: lines.map(({ variantId, sku, name, quantity, unitPrice, total }, position) => ({
      id: newId("order_line"),
      orderId: order.id,
      position,
      variantId,
      sku,
      name,
      quantity,
      unitPriceMinor: unitPrice.minor,
      totalMinor: total.minor,
    })),
  });
}

export async function findOrders(db: Db | Tx, ids: readonly string[]): Promise<OrderRow[]> {
  const found = await db.order.findMany({
    where: { id: { in: [...ids] } },
    include: withLines,
    relationLoadStrategy: "join",
  });
  return found.map(rowOf);
}

/** An order, locked until the transaction ends. */
export async function lockOrder(tx: Tx, id: string): Promise<OrderRow | null> {
  const locked = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "order" WHERE id = ${id} FOR UPDATE`;
  return locked.length === 0 ? null : ((await findOrders(tx, [id]))[0] ?? null);
}

/** Makes a pending order final; it must be there. */
export async function confirmOrder(tx: Tx, id: string, now: Date): Promise<OrderRow> {
  const confirmed = await tx.order.update({
    where: { id, status: "PENDING" },
    data: { status: "CONFIRMED", confirmedAt: now },
    include: withLines,
  });
  return rowOf(confirmed);
}

export const saveCancelled = (tx: Tx, id: string, cancelled: Cancelled) =>
  tx.order.update({ where: { id }, data: { ...cancelled }, select: { id: true } });

/** Takes an order away that never was one; nothing else was told of it. */
export const dropPending = (tx: Tx, id: string) => tx.order.deleteMany({ where: { id, status: "PENDING" } });

export interface OrderPage {
  readonly accountId?: string;
  readonly status?: OrderStatus | null | undefined;
  readonly after: Position | null;
  readonly limit: number;
}

/** Newest first. */
export async function listOrders(db: Db, { accountId, status, after, limit }: OrderPage): Promise<OrderRow[]> {
  const [placedAt, id] = after ?? [];
  const behind =
    typeof placedAt === "string" && typeof id === "string"
      ? { placedAt: { lte: new Date(placedAt) }, NOT: { placedAt: new Date(placedAt), id: { gte: id } } }
      : {};
  const found = await db.order.findMany({
    where: { ...(accountId && { accountId }), ...(status && { status }), ...behind },
    orderBy: [{ placedAt: "desc" }, { id: "desc" }],
    take: limit,
    include: withLines,
    relationLoadStrategy: "join",
  });
  return found.map(rowOf);
}

export const positionOf = ({ placedAt, id }: OrderRow): Position => [placedAt.toISOString(), id];
