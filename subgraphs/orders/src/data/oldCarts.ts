import type { Tx } from "./database.ts";

/** Deletes guests' carts that last changed before a moment, but none that is being ordered; says how many. */
export const deleteOfGuests = (tx: Tx, before: Date, limit: number): Promise<number> => tx.$executeRaw`
  DELETE FROM cart WHERE id IN (
    SELECT id FROM cart WHERE status = 'OPEN' AND account_id IS NULL AND updated_at <= ${before}::timestamptz
    ORDER BY updated_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;

/** The same with accounts' carts. */
export const deleteOfAccounts = (tx: Tx, before: Date, limit: number): Promise<number> => tx.$executeRaw`
  DELETE FROM cart WHERE id IN (
    SELECT id FROM cart WHERE status = 'OPEN' AND account_id IS NOT NULL AND updated_at <= ${before}::timestamptz
    ORDER BY updated_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;

/** A cart that was left alone, as it stood when it was looked at. */
export interface AbandonedCart {
  readonly id: string;
  readonly accountId: string;
  readonly channel: string;
  readonly currency: string | null;
  readonly updatedAt: Date;
  readonly variantIds: readonly string[];
}

/** Accounts' carts that last changed between two moments, and of which nobody was told since. */
export const findAbandoned = (
  tx: Tx,
  { from, to }: { readonly from: Date; readonly to: Date },
  limit: number,
) => tx.$queryRaw<AbandonedCart[]>`
  SELECT c.id, c.account_id AS "accountId", c.channel, c.currency, c.updated_at AS "updatedAt",
    ARRAY(SELECT variant_id FROM cart_line WHERE cart_id = c.id) AS "variantIds"
  FROM cart c
  WHERE c.status = 'OPEN' AND c.account_id IS NOT NULL AND c.abandoned_at IS NULL
    AND c.updated_at > ${from}::timestamptz AND c.updated_at <= ${to}::timestamptz
  ORDER BY c.updated_at LIMIT ${limit}`;

/** Notes that somebody was told of a cart; false when it changed meanwhile, is being ordered, or was told of. */
export const markAbandoned = async (tx: Tx, { id, updatedAt }: Pick<AbandonedCart, "id" | "updatedAt">, now: Date) =>
  (await tx.$executeRaw`
    UPDATE cart SET abandoned_at = ${now}::timestamptz
    WHERE id = ${id} AND status = 'OPEN' AND abandoned_at IS NULL AND updated_at = ${updatedAt}::timestamptz`) === 1;
