import type { Tx } from "./database.ts";

export interface Uncounted {
  /** The event; null for an order that is to be counted again. */
  readonly eventId: string | null;
  /** The order; null for an event that is of none. */
  readonly orderId: string | null;
}

/** Has this transaction alone count, until it ends. False when another one does. */
export async function lockCounting(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ mine: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('madang counting')) AS mine`;
  return row?.mine === true;
}

/** The same, once whoever counts now is done. */
export const waitToCount = (tx: Tx) => tx.$queryRaw`
  SELECT 1 AS mine FROM (SELECT pg_advisory_xact_lock(hashtext('madang counting'))) AS lock`;

/** Takes what is to be counted, oldest first. */
export const takeUncounted = (tx: Tx, atMost: number) => tx.$queryRaw<Uncounted[]>`
  DELETE FROM uncounted WHERE number IN (SELECT number FROM uncounted ORDER BY number LIMIT ${atMost})
  RETURNING event_id AS "eventId", order_id AS "orderId"`;

/** Has the orders counted again that have a variant of one of these products. */
export const countAgainByProducts = (tx: Tx, productIds: readonly string[]) => tx.$executeRaw`
  INSERT INTO uncounted (order_id) SELECT DISTINCT l.order_id FROM sales_line l
  WHERE l.variant_id IN (SELECT id FROM variant WHERE product_id = ANY (${productIds}))`;

/** Has the orders of these accounts counted again. */
export const countAgainByAccounts = (tx: Tx, accountIds: readonly string[]) => tx.$executeRaw`
  INSERT INTO uncounted (order_id) SELECT id FROM sales_order WHERE account_id = ANY (${accountIds})`;

/** Whether orders wait to be counted again. */
export async function waitsForAgain(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ waits: boolean }[]>`
    SELECT EXISTS (SELECT FROM uncounted WHERE event_id IS NULL) AS waits`;
  return row?.waits === true;
}
