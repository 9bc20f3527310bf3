import { accountRegistered, categoryPlaced, productCategorized, productCreated } from "@madang/events";
import { toJson } from "@madang/service-kit";
import { z } from "zod";
import type { Tx } from "./database.ts";
import { emailKey } from "./factOf.ts";

const sequence = z.number().int();
const stored = z.discriminatedUnion("type", [
  z.object({ sequence, type: z.literal(productCreated.type), data: productCreated.data }),
  z.object({ sequence, type: z.literal(productCategorized.type), data: productCategorized.data }),
  z.object({ sequence, type: z.literal(categoryPlaced.type), data: categoryPlaced.data }),
  z.object({ sequence, type: z.literal(accountRegistered.type), data: accountRegistered.data }),
]);

interface Placed {
  readonly id: string;
  /** What it is in, or below. */
  readonly place: string | null;
  readonly sequence: number;
}

/** What reference events tell, the latest of each thing. */
export interface References {
  readonly products: readonly Placed[];
  readonly categories: readonly Placed[];
  readonly variants: readonly { readonly id: string; readonly productId: string }[];
  readonly accounts: readonly { readonly id: string; readonly emailKey: string }[];
}

export async function referencesOf(tx: Tx, eventIds: readonly string[]): Promise<References> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT type, sequence, data FROM reference_event WHERE id = ANY (${eventIds}::uuid[])`;
  const products = new Map<string, Placed>();
  const categories = new Map<string, Placed>();
  const variants = new Map<string, string>();
  const accounts = new Map<string, string>();
  for (const { type, sequence, data } of rows.map((row) => stored.parse(row))) {
    if (type === accountRegistered.type) accounts.set(data.accountId, emailKey(data.email));
    else if (type === categoryPlaced.type)
      keepLatest(categories, { id: data.categoryId, place: data.parentId, sequence });
    else {
      keepLatest(products, { id: data.productId, place: data.categoryId, sequence });
      const ids = type === productCreated.type ? data.variants.map(({ variantId }) => variantId) : data.variantIds;
      for (const id of ids) variants.set(id, data.productId);
    }
  }
  return {
    products: [...products.values()],
    categories: [...categories.values()],
    variants: [...variants].map(([id, productId]) => ({ id, productId })),
    accounts: [...accounts].map(([id, emailKey]) => ({ id, emailKey })),
  };
}

function keepLatest(known: Map<string, Placed>, heard: Placed) {
  if ((known.get(heard.id)?.sequence ?? 0) < heard.sequence) known.set(heard.id, heard);
}

/** Notes where products are, unless something later is known. Gives those that are elsewhere now, or new. */
export const putProducts = async (tx: Tx, products: readonly Placed[]) =>
  idsOf(
    await tx.$queryRaw`
    WITH before AS (SELECT id, category_id FROM product WHERE id = ANY (${products.map(({ id }) => id)})),
    put AS (
      INSERT INTO product AS known (id, category_id, sequence)
      SELECT id, place, sequence FROM jsonb_to_recordset(${toJson(products)}::jsonb) AS r(id text, place text, sequence int)
      ON CONFLICT (id) DO UPDATE SET category_id = EXCLUDED.category_id, sequence = EXCLUDED.sequence
      WHERE known.sequence < EXCLUDED.sequence RETURNING id, category_id)
    SELECT put.id FROM put LEFT JOIN before ON before.id = put.id
    WHERE before.id IS NULL OR before.category_id IS DISTINCT FROM put.category_id`,
  );

/** Notes where categories are, unless something later is known. Gives the products that are below others now. */
export async function putCategories(tx: Tx, categories: readonly Placed[]): Promise<string[]> {
  const moved = idsOf(
    await tx.$queryRaw`
      WITH before AS (SELECT id, parent_id FROM category WHERE id = ANY (${categories.map(({ id }) => id)})),
      put AS (
        INSERT INTO category AS known (id, parent_id, sequence)
        SELECT id, place, sequence FROM jsonb_to_recordset(${toJson(categories)}::jsonb) AS r(id text, place text, sequence int)
        ON CONFLICT (id) DO UPDATE SET parent_id = EXCLUDED.parent_id, sequence = EXCLUDED.sequence
        WHERE known.sequence < EXCLUDED.sequence RETURNING id, parent_id)
      SELECT put.id FROM put LEFT JOIN before ON before.id = put.id
      WHERE before.parent_id IS DISTINCT FROM put.parent_id`,
  );
  if (moved.length === 0) return [];
  return idsOf(
    await tx.$queryRaw`
      WITH RECURSIVE below AS (
        SELECT unnest(${moved}::text[]) COLLATE "C" AS id UNION SELECT c.id FROM category c JOIN below ON c.parent_id = below.id)
      SELECT p.id FROM product p JOIN below ON below.id = p.category_id`,
  );
}

/** Notes which product variants are of. Gives the products of those that are new. */
export const putVariants = async (tx: Tx, variants: References["variants"]) =>
  idsOf(
    await tx.$queryRaw`
    INSERT INTO variant (id, product_id)
    SELECT id, "productId" FROM jsonb_to_recordset(${toJson(variants)}::jsonb) AS r(id text, "productId" text)
    ON CONFLICT (id) DO NOTHING RETURNING product_id AS id`,
  );

/** Notes the addresses of accounts. Gives those that are new. */
export const putAccounts = async (tx: Tx, accounts: References["accounts"]) =>
  idsOf(
    await tx.$queryRaw`
    INSERT INTO account (id, email_key)
    SELECT id, "emailKey" FROM jsonb_to_recordset(${toJson(accounts)}::jsonb) AS r(id text, "emailKey" text)
    ON CONFLICT (id) DO NOTHING RETURNING id`,
  );

const idsOf = (rows: readonly { id: string }[]) => [...new Set(rows.map(({ id }) => id))];
