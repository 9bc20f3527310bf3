import { isId, type Money, type Position } from "@madang/service-kit";
import type { CancellableLine } from "../domain/cancellation.ts";
import type { OrderStatus } from "../domain/order.ts";
import { readInvoiceNumber, readOrderNumber } from "../domain/orderNumber.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";
import { type StoredAction, storedAction } from "./nextAction.ts";
import { type ShippingAddress, storedAddress } from "./shippingAddress.ts";

const withLines = { lines: { orderBy: { position: "asc" } } } as const satisfies Prisma.OrderInclude;

type Stored = Prisma.OrderGetPayload<{ include: typeof withLines }>;

export type OrderLineRow = CancellableLine;

/** An order with its lines, amounts as money. */
export interface OrderRow
  extends Omit<Stored, "lines" | "totalMinor" | "cancelledMinor" | "shippingAddress" | "nextAction" | "payments"> {
  readonly total: Money;
  readonly cancelledTotal: Money;
  readonly shippingAddress: ShippingAddress;
  readonly nextAction: StoredAction | null;
  readonly lines: readonly OrderLineRow[];
}

function rowOf(stored: Stored): OrderRow {
  const { lines, totalMinor, cancelledMinor, shippingAddress, nextAction, payments: _, ...order } = stored;
  const { currency } = order;
  const money = (minor: bigint): Money => ({ minor, currency });
  return {
    ...order,
    total: money(totalMinor),
    cancelledTotal: money(cancelledMinor),
    shippingAddress: storedAddress.parse(shippingAddress),
    nextAction: nextAction === null ? null : storedAction.parse(nextAction),
    lines: lines.map(({ unitPriceMinor, totalMinor, discountMinor, taxMinor, shippingMinor, ...line }) => ({
      id: line.id,
      variantId: line.variantId,
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      cancelledQuantity: line.cancelledQuantity,
      unitPrice: money(unitPriceMinor),
      total: money(totalMinor),
      discount: money(discountMinor),
      tax: money(taxMinor),
      shipping: money(shippingMinor),
    })),
  };
}

export async function findOrders(db: Db | Tx, ids: readonly string[]): Promise<OrderRow[]> {
  const found = await db.order.findMany({
    where: { id: { in: [...ids] } },
    include: withLines,
    relationLoadStrategy: "join",
  });
  return found.map(rowOf);
}

/** An order that the shopper knows of: it was confirmed, or it waited for the shopper or was told of while pending. */
const known = {
  OR: [{ confirmedAt: { not: null } }, { awaitedAt: { not: null } }],
} as const satisfies Prisma.OrderWhereInput;

/** A guest's order that goes by that number and whose mails go there: the same statement, whichever part is wrong. */
export async function findGuestOrder(db: Db, number: string, email: string): Promise<OrderRow | null> {
  const found = await db.order.findFirst({
    where: { number, accountId: null, ...known },
    include: withLines,
    relationLoadStrategy: "join",
  });
  // Not asked of the database, whose comparison without case takes % and _ for anything.
  return found?.email.toLowerCase() === email.toLowerCase() ? rowOf(found) : null;
}

/** A guest's order, for whoever has the token of the cart that it was made of. */
export async function findOrderOfToken(db: Db, id: string, tokenHash: string): Promise<OrderRow | null> {
  if (!isId("order", id)) return null;
  const found = await db.order.findFirst({
    where: { id, tokenHash },
    include: withLines,
    relationLoadStrategy: "join",
  });
  return found && rowOf(found);
}

/** An order, locked until the transaction ends. */
export async function lockOrder(tx: Tx, id: string): Promise<OrderRow | null> {
  const locked = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "order" WHERE id = ${id} FOR UPDATE`;
  return locked.length === 0 ? null : ((await findOrders(tx, [id]))[0] ?? null);
}

export interface OrderPage {
  /** Only this account's, and only those that it knows of. */
  readonly accountId?: string;
  readonly status?: OrderStatus | null | undefined;
  /** Only the one with this number, and the one whose invoice has it. */
  readonly number?: string | null | undefined;
  readonly after: Position | null;
  readonly limit: number;
}

/** Newest first. */
export async function listOrders(db: Db, { accountId, status, number, after, limit }: OrderPage): Promise<OrderRow[]> {
  const [placedAt, id] = after ?? [];
  const behind =
    typeof placedAt === "string" && typeof id === "string"
      ? { placedAt: { lte: new Date(placedAt) }, NOT: { placedAt: new Date(placedAt), id: { gte: id } } }
      : {};
  const found = await db.order.findMany({
    where: {
      ...(accountId && { accountId, ...known }),
      ...(status && { status }),
      ...(number != null && numbered(number)),
      ...behind,
    },
    orderBy: [{ placedAt: "desc" }, { id: "desc" }],
    take: limit,
    include: withLines,
    relationLoadStrategy: "join",
  });
  return found.map(rowOf);
}

const numbered = (typed: string) => ({
  OR: [{ number: readOrderNumber(typed) ?? "" }, { invoiceNumber: readInvoiceNumber(typed) ?? "" }],
});

export const positionOf = ({ placedAt, id }: OrderRow): Position => [placedAt.toISOString(), id];
