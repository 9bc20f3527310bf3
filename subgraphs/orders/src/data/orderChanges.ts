import { toJson } from "@madang/service-kit";
import type { Cancellation } from "../domain/cancellation.ts";
import type { By, OrderStatus } from "../domain/order.ts";
import type { Part, PaymentMethod } from "../domain/payments.ts";
import type { FrozenLine } from "../domain/totals.ts";
import type { Tx } from "./database.ts";
import type { StoredAction } from "./nextAction.ts";
import type { ShippingAddress } from "./shippingAddress.ts";

// Each change is one statement, and writes the history with it.

export interface NewOrder {
  readonly id: string;
  readonly number: string;
  readonly accountId: string | null;
  readonly tokenHash: string | null;
  readonly cartId: string;
  readonly email: string;
  readonly locale: string;
  readonly channel: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly paymentMethod: PaymentMethod;
  readonly parts: readonly Part[];
  readonly shippingAddress: ShippingAddress;
  readonly placedAt: Date;
  readonly lines: readonly (FrozenLine & { readonly id: string })[];
}

/** Adds an order that is being placed. */
export async function addOrder(tx: Tx, order: NewOrder): Promise<void> {
  const parts = order.parts.map(({ method, amountMinor }) => ({ method, amountMinor }));
  await tx.$executeRaw`
    WITH placed AS (
      INSERT INTO "order" (id, number, status, account_id, token_hash, cart_id, email, locale, channel, currency,
        total_minor, payment_method, payments, shipping_address, placed_at)
      VALUES (${order.id}, ${order.number}, 'PENDING', ${order.accountId}, ${order.tokenHash}, ${order.cartId},
        ${order.email}, ${order.locale}, ${order.channel}, ${order.currency}, ${order.totalMinor},
        ${order.paymentMethod}::payment_method, ${toJson(parts)}::jsonb, ${toJson(order.shippingAddress)}::jsonb,
        ${order.placedAt}::timestamptz)),
    told AS (
      INSERT INTO order_history (order_id, to_status, actor, at)
      VALUES (${order.id}, 'PENDING', 'SHOPPER', ${order.placedAt}::timestamptz))
    INSERT INTO order_line (id, order_id, position, variant_id, sku, name, quantity, unit_price_minor, total_minor,
      discount_minor, tax_minor, shipping_minor)
    SELECT l.id, ${order.id}, l.position, l.variant, l.sku, l.name, l.quantity, l.price, l.total, l.discount, l.tax, l.shipping
    FROM jsonb_to_recordset(${toJson(order.lines.map(lineIn))}::jsonb) AS l(id text, position int, variant text, sku text,
      name text, quantity int, price bigint, total bigint, discount bigint, tax bigint, shipping bigint)`;
}

const lineIn = (line: NewOrder["lines"][number], position: number) => ({
  id: line.id,
  position,
  variant: line.variantId,
  sku: line.sku,
  name: line.name,
  quantity: line.quantity,
  price: line.unitPrice.minor,
  total: line.total.minor,
  discount: line.discount.minor,
  tax: line.tax.minor,
  shipping: line.shipping.minor,
});

/** Makes a pending order final, and ends its cart with it; it must be there. */
export async function confirmOrder(tx: Tx, id: string, now: Date): Promise<void> {
  const confirmed = await tx.$executeRaw`
    WITH confirmed AS (
      UPDATE "order" SET status = 'CONFIRMED', confirmed_at = ${now}::timestamptz, next_action = NULL
      WHERE id = ${id} AND status = 'PENDING' RETURNING id, cart_id),
    closed AS (
      UPDATE cart c SET status = 'ORDERED' FROM confirmed o
      WHERE c.id = o.cart_id AND c.order_id = o.id AND c.status = 'ORDERING')
    INSERT INTO order_history (order_id, from_status, to_status, actor, at)
    SELECT id, 'PENDING', 'CONFIRMED', 'SYSTEM', ${now}::timestamptz FROM confirmed`;
  if (confirmed !== 1) throw new Error(`The order ${id} is not pending.`);
}

/** Writes down what the shopper of a pending order has to do. */
export const awaitShopper = (tx: Tx, id: string, action: StoredAction, now: Date) => tx.$executeRaw`
  UPDATE "order" SET next_action = ${toJson(action)}::jsonb, awaited_at = coalesce(awaited_at, ${now}::timestamptz)
  WHERE id = ${id} AND status = 'PENDING' AND next_action IS DISTINCT FROM ${toJson(action)}::jsonb`;

/** The shopper is told of a pending order, and is to hear what becomes of it. False when it is not pending any more. */
export const knowOfOrder = async (tx: Tx, id: string, now: Date): Promise<boolean> =>
  (await tx.$executeRaw`
    UPDATE "order" SET awaited_at = coalesce(awaited_at, ${now}::timestamptz) WHERE id = ${id} AND status = 'PENDING'`) ===
  1;

export interface End {
  readonly from: "PENDING" | "CONFIRMED";
  readonly to: "CANCELLED" | "PAYMENT_FAILED";
  /** A problem's code. */
  readonly failure: string;
  /** Whoever gave it up; null when nobody did. */
  readonly by: By | null;
}

/** Ends an order whose checkout came to nothing. Null when it does not stand where it is to be ended from. */
export async function endOrder(tx: Tx, id: string, { from, to, failure, by }: End, now: Date) {
  const [ended] = await tx.$queryRaw<{ awaited: boolean }[]>`
    WITH ended AS (
      UPDATE "order" SET status = ${to}::order_status, failure = ${failure}, next_action = NULL,
        cancelled_at = CASE WHEN ${to} = 'CANCELLED' THEN ${now}::timestamptz END,
        cancel_reason = ${by?.reason ?? null}
      WHERE id = ${id} AND status = ${from}::order_status RETURNING id, awaited_at),
    told AS (
      INSERT INTO order_history (order_id, from_status, to_status, actor, reason, at)
      SELECT id, ${from}::order_status, ${to}::order_status, ${by?.actor ?? "SYSTEM"}::order_actor,
        ${by?.reason ?? failure}, ${now}::timestamptz FROM ended)
    SELECT awaited_at IS NOT NULL AS awaited FROM ended`;
  return ended ?? null;
}

/** Writes down which pieces of a locked order are given up. */
export async function cancelPieces(tx: Tx, id: string, { pieces, amount, whole }: Cancellation, by: By, now: Date) {
  const given = pieces.map(({ line, quantity }) => ({ id: line.id, quantity }));
  const to: OrderStatus = whole ? "CANCELLED" : "CONFIRMED";
  await tx.$executeRaw`
    WITH changed AS (
      UPDATE "order" SET status = ${to}::order_status, cancelled_minor = cancelled_minor + ${amount},
        cancelled_at = CASE WHEN ${whole} THEN ${now}::timestamptz END,
        cancel_reason = CASE WHEN ${whole} THEN ${by.reason} END
      WHERE id = ${id} AND status = 'CONFIRMED'),
    gone AS (
      UPDATE order_line l SET cancelled_quantity = l.cancelled_quantity + g.quantity
      FROM jsonb_to_recordset(${toJson(given)}::jsonb) AS g(id text, quantity int)
      WHERE l.id = g.id AND l.order_id = ${id})
    INSERT INTO order_history (order_id, from_status, to_status, actor, reason, at)
    VALUES (${id}, 'CONFIRMED', ${to}::order_status, ${by.actor}::order_actor, ${by.reason}, ${now}::timestamptz)`;
}

/** Sends a locked order somewhere else. */
export const changeAddress = (tx: Tx, id: string, address: ShippingAddress, { actor, reason }: By, now: Date) =>
  tx.$executeRaw`
    WITH changed AS (
      UPDATE "order" SET shipping_address = ${toJson(address)}::jsonb WHERE id = ${id} RETURNING id, status)
    INSERT INTO order_history (order_id, from_status, to_status, actor, reason, at)
    SELECT id, status, status, ${actor}::order_actor, ${reason}, ${now}::timestamptz FROM changed`;
