import type { Position } from "@madang/service-kit";
import type { Payment } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";

export type PaymentRow = Payment;

/** Adds one; undefined when its name is taken. */
export async function insertPayment(tx: Tx, row: PaymentRow): Promise<PaymentRow | undefined> {
  const [added] = await tx.payment.createManyAndReturn({ data: [row], skipDuplicates: true });
  return added;
}

/** One that is known to be there. */
export const getPayment = (tx: Tx, id: string): Promise<PaymentRow> => tx.payment.findUniqueOrThrow({ where: { id } });

/** Where a row stands in the list: ids sort by the time at which they were made. */
export const positionOf = ({ id }: PaymentRow): Position => [id];

/** Those behind a position, oldest first. */
export const findPayments = (db: Db, after: Position | null, limit: number): Promise<PaymentRow[]> =>
  db.payment.findMany({
    where: after ? { id: { gt: String(after[0]) } } : {},
    orderBy: { id: "asc" },
    take: limit,
  });
