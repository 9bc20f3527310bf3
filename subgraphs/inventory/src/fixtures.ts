import { newId } from "@madang/service-kit";
import { service, startTestSubgraph } from "@madang/testkit";
import { openStock } from "./actions/openStock.ts";
import { inventory } from "./subgraph.ts";

/** Orders, as they call the inventory. */
export const orders = service("orders");

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** An inventory of its own with its default warehouse. */
export const openShop = () =>
  // A crowd waits for its turn however slow the machine is; that it would be told to come back is the kit's to test.
  startTestSubgraph(inventory, { env: { DATABASE_CONNECT_TIMEOUT_MS: "60000" } });

/** A variant with so many in the default warehouse. */
export async function aVariant(shop: Shop, openingStock: number | null = 0, variantId = newId("product_variant")) {
  const variants = [{ variantId, sku: variantId, openingStock }];
  await shop.as(service("inventory")).run(openStock, { productId: newId("product"), categoryId: null, variants });
  return variantId;
}

/** Another warehouse, drawn from after the default one. */
export const aWarehouse = (shop: Shop, code: string, channels: string[] = ["default"]) =>
  shop.has((db) =>
    db.warehouse.create({ data: { id: newId("warehouse"), code, name: code, country: "KR", channels, rank: 1 } }),
  );

/** What to set aside, for a new order unless a key is given. */
export const reserving = (
  lines: Record<string, number>,
  more: { key?: string; channel?: string; ttlSeconds?: number } = {},
) => ({
  key: newId("order"),
  channel: "default",
  ttlSeconds: 900,
  lines: Object.entries(lines).map(([variantId, quantity]) => ({ variantId, quantity })),
  ...more,
});

/** On hand and reserved of a variant, by warehouse code. */
export async function stockOf(
  shop: Shop,
  variantId: string,
): Promise<Record<string, [onHand: number, reserved: number]>> {
  const levels = await shop.db.stockLevel.findMany({ where: { variantId }, include: { warehouse: true } });
  return Object.fromEntries(levels.map(({ warehouse, onHand, reserved }) => [warehouse.code, [onHand, reserved]]));
}

/** The movements of a variant, oldest first. */
export async function booksOf(
  shop: Shop,
  variantId: string,
): Promise<[kind: string, onHand: number, reserved: number][]> {
  const movements = await shop.db.stockMovement.findMany({ where: { variantId }, orderBy: { position: "asc" } });
  return movements.map(({ kind, onHandDelta, reservedDelta }) => [kind, onHandDelta, reservedDelta]);
}

/** The levels that are not the sum of their movements; empty as long as the books are right. */
export const wrongLevels = (shop: Shop) => shop.db.$queryRaw<unknown[]>`
  SELECT l.variant_id, l.warehouse_id, l.on_hand, l.reserved, m.on_hand AS booked, m.reserved AS booked_reserved
  FROM stock_level l LEFT JOIN LATERAL (
    SELECT coalesce(sum(on_hand_delta), 0) AS on_hand, coalesce(sum(reserved_delta), 0) AS reserved
    FROM stock_movement WHERE variant_id = l.variant_id AND warehouse_id = l.warehouse_id
  ) m ON true
  WHERE (l.on_hand, l.reserved) <> (m.on_hand, m.reserved)`;
