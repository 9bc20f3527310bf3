import type { Books, Hold, NextAction, Order, Payment, Refund, RefundPart } from "../domain/books.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";
import { storedAction } from "./nextAction.ts";

type OrderFields = Pick<
  Prisma.OrderPaymentsGetPayload<object>,
  | "orderId"
  | "status"
  | "accountId"
  | "number"
  | "email"
  | "locale"
  | "currency"
  | "inputHash"
  | "returnUrl"
  | "expiresAt"
>;
type PaymentRow = Prisma.PaymentGetPayload<object>;

/** The order that a row tells of; null for one that only keeps a late request out. */
export function orderOf(row: OrderFields): Order | null {
  const { number, email, locale, currency, inputHash, expiresAt } = row;
  if (number === null || email === null || locale === null || currency === null || inputHash === null || !expiresAt)
    return null;
  const { orderId: id, status, accountId, returnUrl } = row;
  return { id, status, accountId, number, email, locale, currency, inputHash, returnUrl, expiresAt };
}

export function paymentOfRow(row: PaymentRow): Payment {
  const { id, orderId, position, method, provider, currency, status, wanted, providerRef, declineCode } = row;
  return {
    id,
    orderId,
    position,
    method,
    provider,
    currency,
    amount: row.amountMinor,
    reduced: row.reducedMinor,
    status,
    wanted,
    providerRef,
    providerStatus: storedStatus(row.providerStatus),
    authorized: row.authorizedMinor,
    held: row.heldMinor,
    captured: row.capturedMinor,
    refunded: row.refundedMinor,
    refundPending: row.refundPendingMinor,
    chargedBack: row.chargedBackMinor,
    fee: row.feeMinor,
    declineCode,
    nextAction: actionOf(row.nextAction),
    saveMethod: row.saveMethod,
    version: row.version,
  };
}

const actionOf = (stored: Prisma.JsonValue): NextAction | null => (stored === null ? null : storedAction.parse(stored));

const statuses = ["ACTION_REQUIRED", "AUTHORIZED", "CAPTURED", "DECLINED", "VOIDED", "EXPIRED"] as const;
const storedStatus = (text: string | null) => statuses.find((status) => status === text) ?? null;

const holdOf = ({ amountMinor, refundedMinor, ...hold }: Prisma.GiftCardHoldGetPayload<object>): Hold => ({
  ...hold,
  amount: amountMinor,
  refunded: refundedMinor,
});

const partOf = ({ id, refundId, paymentId, amountMinor, status }: Prisma.RefundPartGetPayload<object>): RefundPart => ({
  id,
  refundId,
  paymentId,
  amount: amountMinor,
  status,
});

const refundOf = ({ id, source, key, amountMinor, reason, doneAt }: Prisma.RefundGetPayload<object>): Refund => ({
  id,
  source,
  key,
  amount: amountMinor,
  reason,
  doneAt,
});

/** Nothing has happened yet. */
export const unchanged = { postings: [], facts: [], cards: [], findings: [] } as const;

/** What is known of an order's money. */
export async function readBooks(db: Db | Tx, order: Order): Promise<Books> {
  const rows = await db.payment.findMany({
    where: { orderId: order.id },
    include: { holds: { orderBy: { giftCardId: "asc" } }, parts: { orderBy: { id: "asc" } } },
    orderBy: { position: "asc" },
    relationLoadStrategy: "join",
  });
  const parts = rows.flatMap((row) => row.parts.map(partOf));
  // Most orders have none: one statement less.
  const refunds = parts.length === 0 ? [] : await db.refund.findMany({ where: { orderId: order.id } });
  return {
    order,
    payments: rows.map(paymentOfRow),
    holds: rows.flatMap(({ holds }) => holds.map(holdOf)),
    refunds: refunds.map(refundOf),
    parts,
    ...unchanged,
  };
}

/** An order, by its own id or by that of one of its payments. */
type Which = { readonly orderId: string } | { readonly paymentId: string };

/** An order's row, locked until the transaction ends: whoever changes the money of an order takes it first. */
export async function lockOrderRow(tx: Tx, which: Which): Promise<OrderFields | null> {
  const { orderId, paymentId } = { orderId: null, paymentId: null, ...which };
  const [row] = await tx.$queryRaw<OrderFields[]>`
    SELECT order_id AS "orderId", status, account_id AS "accountId", number, email, locale, currency,
      input_hash AS "inputHash", return_url AS "returnUrl", expires_at AS "expiresAt"
    FROM order_payments
    WHERE order_id = coalesce(${orderId}::text, (SELECT order_id FROM payment WHERE id = ${paymentId}::text))
    FOR UPDATE`;
  return row ?? null;
}

/** The money of an order, locked. Null when nothing was ever asked for. */
export async function lockBooks(tx: Tx, which: Which): Promise<Books | null> {
  const row = await lockOrderRow(tx, which);
  const order = row && orderOf(row);
  return order ? await readBooks(tx, order) : null;
}

/** The money of an order as it stands, not locked. */
export interface OrderMoney {
  readonly books: Books | null;
  readonly now: Date;
}

export async function readMoney(db: Db | Tx, orderId: string): Promise<Books | null> {
  const row = await db.orderPayments.findUnique({ where: { orderId } });
  const order = row && orderOf(row);
  return order ? await readBooks(db, order) : null;
}
