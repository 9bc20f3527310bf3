import { type Money, newId, type Viewer } from "@madang/service-kit";
import type { Market } from "../domain/cartMarket.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import { type CartHolder, cartHolder } from "./cartToken.ts";
import type { Db, Tx } from "./database.ts";

const shape = {
  id: true,
  accountId: true,
  status: true,
  channel: true,
  currency: true,
  orderId: true,
  updatedAt: true,
  lines: {
    select: { id: true, variantId: true, quantity: true, priceMinor: true, priceCurrency: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  },
} as const satisfies Prisma.CartSelect;

export type CartRow = Prisma.CartGetPayload<{ select: typeof shape }>;
export type CartLineRow = CartRow["lines"][number];

/** A cart that has become an order is no cart any more. */
const live = { status: { not: "ORDERED" } } as const;

/** The holder's cart. */
export const findCart = (db: Db | Tx, holder: CartHolder): Promise<CartRow | null> =>
  db.cart.findFirst({ where: { ...holder, ...live }, select: shape, relationLoadStrategy: "join" });

export const cartsOfAccount = (db: Db, accountId: string, ids: readonly string[]): Promise<CartRow[]> =>
  db.cart.findMany({
    where: { id: { in: [...ids] }, accountId, ...live },
    select: shape,
    relationLoadStrategy: "join",
  });

/** The holder's cart, locked: its lines stay as they are until the transaction ends. */
export async function lockCart(tx: Tx, holder: CartHolder): Promise<CartRow | null> {
  const tokenHash = "tokenHash" in holder ? holder.tokenHash : null;
  const accountId = "accountId" in holder ? holder.accountId : null;
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM cart WHERE (token_hash = ${tokenHash} OR account_id = ${accountId}) AND status <> 'ORDERED' FOR UPDATE`;
  return found ? readCart(tx, found.id) : null;
}

/** A cart as it stands in this transaction. */
export const readCart = (tx: Tx, id: string): Promise<CartRow> =>
  tx.cart.findUniqueOrThrow({ where: { id }, select: shape, relationLoadStrategy: "join" });

/** The price of one when the line was put in. */
export const priceOfLine = ({ priceMinor, priceCurrency }: CartLineRow): Money | null =>
  priceMinor === null || priceCurrency === null ? null : { minor: priceMinor, currency: priceCurrency };

/** Makes the holder's cart, unless the account has one, which another transaction may be making just now. */
export const makeCart = (tx: Tx, holder: CartHolder, { channel, currency }: Market, now: Date): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO cart (id, account_id, token_hash, channel, currency, created_at, updated_at)
    VALUES (${newId("cart")}, ${"accountId" in holder ? holder.accountId : null},
      ${"tokenHash" in holder ? holder.tokenHash : null}, ${channel}, ${currency}, ${now}, ${now})
    ON CONFLICT (account_id) WHERE status <> 'ORDERED' DO NOTHING`;

export interface PutLine {
  readonly variantId: string;
  readonly quantity: number;
  /** The price of one, when it is to be kept with the line. */
  readonly price?: Money | null;
}

/** Puts lines into a locked cart, new ones in the order given; a variant that is in it gets this quantity. */
export async function putLines(tx: Tx, cart: CartRow, lines: readonly PutLine[], now: Date): Promise<CartRow> {
  await tx.$executeRaw`
    INSERT INTO cart_line (id, cart_id, variant_id, quantity, price_minor, price_currency, created_at)
    SELECT l.id, ${cart.id}, l.variant_id, l.quantity, l.price_minor, l.price_currency, ${now}::timestamptz
    FROM unnest(
      ${lines.map(() => newId("cart_line"))}::text[], ${lines.map(({ variantId }) => variantId)}::text[],
      ${lines.map(({ quantity }) => quantity)}::int[], ${lines.map(({ price }) => price?.minor ?? null)}::bigint[],
      ${lines.map(({ price }) => price?.currency ?? null)}::text[]
    ) AS l(id, variant_id, quantity, price_minor, price_currency)
    ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity,
      price_minor = coalesce(excluded.price_minor, cart_line.price_minor),
      price_currency = coalesce(excluded.price_currency, cart_line.price_currency)`;
  return touched(tx, cart, now);
}

/** Takes a line out of a locked cart. */
export async function takeLineOut(tx: Tx, cart: CartRow, lineId: string, now: Date): Promise<CartRow> {
  await tx.cartLine.delete({ where: { id: lineId, cartId: cart.id }, select: { id: true } });
  return touched(tx, cart, now);
}

async function touched(tx: Tx, cart: CartRow, now: Date): Promise<CartRow> {
  await tx.$executeRaw`UPDATE cart SET updated_at = ${now}::timestamptz, abandoned_at = NULL WHERE id = ${cart.id}`;
  return readCart(tx, cart.id);
}

/** Holds an open cart for an order. False when it is held or gone. */
export const holdCart = async (tx: Tx, id: string, orderId: string): Promise<boolean> =>
  (await tx.$executeRaw`UPDATE cart SET status = 'ORDERING', order_id = ${orderId} WHERE id = ${id} AND status = 'OPEN'`) ===
  1;

/**
 * Gives a cart back that was held for an order; one that is not held for it stays as it is. It counts as changed just
 * now: whoever waited for days with an order has not left the cart alone.
 */
export const reopenCart = (tx: Tx, id: string, orderId: string, now: Date): Promise<number> =>
  tx.$executeRaw`
    UPDATE cart SET status = 'OPEN', order_id = NULL, updated_at = ${now}::timestamptz, abandoned_at = NULL
    WHERE id = ${id} AND order_id = ${orderId} AND status = 'ORDERING'`;

/** Ends a cart with the order that it was held for. */
export const closeCart = (tx: Tx, id: string, orderId: string): Promise<number> =>
  tx.$executeRaw`
    UPDATE cart SET status = 'ORDERED' WHERE id = ${id} AND order_id = ${orderId} AND status = 'ORDERING'`;

/** The viewer's cart: the token's, or the account's own. */
export function findCartOf(db: Db, viewer: Viewer, token: string | null | undefined): Promise<CartRow | null> | null {
  const holder = cartHolder(viewer, token);
  return holder && findCart(db, holder);
}
