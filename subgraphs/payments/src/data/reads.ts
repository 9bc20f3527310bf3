import type { Position, Sql } from "@madang/service-kit";
import type { PaymentStatus } from "../domain/books.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import { orderOf, readBooks } from "./books.ts";
import type { Db } from "./database.ts";

export const withRefunds = {
  order: { select: { accountId: true } },
  parts: { include: { refund: true }, orderBy: { id: "asc" } },
} as const satisfies Prisma.PaymentInclude;

/** A payment with whose it is, and what was given back of it. */
export type PaymentView = Prisma.PaymentGetPayload<{ include: typeof withRefunds }>;

export interface RefundView {
  readonly part: PaymentView["parts"][number];
  readonly currency: string;
}

export const findPayments = (db: Db, ids: readonly string[]): Promise<PaymentView[]> =>
  db.payment.findMany({ where: { id: { in: [...ids] } }, include: withRefunds });

export const paymentsOf = (db: Db, orderIds: readonly string[]): Promise<PaymentView[]> =>
  db.payment.findMany({
    where: { orderId: { in: [...orderIds] } },
    include: withRefunds,
    orderBy: { position: "asc" },
  });

/** Whose orders these are: null for a guest's. Those without payments are not among them. */
export const ownersOf = (db: Db, orderIds: readonly string[]) =>
  db.orderPayments.findMany({ where: { orderId: { in: [...orderIds] } }, select: { orderId: true, accountId: true } });

/** Newest first: ids grow with time. */
export const listPayments = (
  db: Db,
  { status, after, limit }: { status: PaymentStatus | null; after: Position | null; limit: number },
): Promise<PaymentView[]> =>
  db.payment.findMany({
    where: { ...(status && { status }), ...(after && { id: { lt: String(after[0]) } }) },
    include: withRefunds,
    orderBy: { id: "desc" },
    take: limit,
  });

export const positionOf = ({ id }: PaymentView): Position => [id];

/** The money of an order as it stands, not locked; null when nothing was ever asked for. */
export async function findBooks(db: Db, orderId: string) {
  const row = await db.orderPayments.findUnique({ where: { orderId } });
  if (!row) return null;
  const order = orderOf(row);
  return order ? await readBooks(db, order) : "VOIDED";
}

const withEntries = { entries: { orderBy: { line: "asc" } } } as const satisfies Prisma.LedgerTransactionInclude;

export type LedgerRow = Prisma.LedgerTransactionGetPayload<{ include: typeof withEntries }>;

export const ledgerOf = (db: Db, where: Prisma.LedgerTransactionWhereInput): Promise<LedgerRow[]> =>
  db.ledgerTransaction.findMany({ where, include: withEntries, orderBy: { position: "asc" } });

export interface PaymentEventRow {
  readonly type: string;
  readonly minor: bigint;
  readonly currency: string;
  readonly reason: string | null;
  readonly at: Date;
}

/** What was published about an order and its payments, oldest first: all of it tells an amount. */
export const paymentEventsOf = (db: Sql, orderId: string) => db.$queryRaw<PaymentEventRow[]>`
  SELECT type, (data ->> 'amountMinor')::bigint AS minor, data ->> 'currency' AS currency, data ->> 'reason' AS reason,
    time AS at
  FROM kit_event
  WHERE subject = ${orderId} OR subject IN (SELECT id FROM payment WHERE order_id = ${orderId})
  ORDER BY time, type, subject, sequence`;

export interface LedgerTotalRow {
  readonly currency: string;
  readonly capturedMinor: string;
  readonly refundedMinor: string;
  readonly chargedBackMinor: string;
}

/** What the ledger booked in a time. */
export const ledgerTotals = (db: Sql, { from, to }: { from: Date; to: Date }) => db.$queryRaw<LedgerTotalRow[]>`
  SELECT e.currency,
    coalesce(-sum(e.amount_minor) FILTER (WHERE e.account = 'sales'), 0)::text AS "capturedMinor",
    coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'refunds'), 0)::text AS "refundedMinor",
    coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'chargebacks'), 0)::text AS "chargedBackMinor"
  FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
  WHERE t.at >= ${from}::timestamptz AND t.at < ${to}::timestamptz AND e.account IN ('sales', 'refunds', 'chargebacks')
  GROUP BY e.currency ORDER BY e.currency`;
