import { productCreated } from "@madang/events";
import { hashOf, newId, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { type KnownSku, lockBySkus, saveImported } from "../data/lockProduct.ts";
import { channelOf } from "../data/market.ts";
import { categoryIdsOf } from "../data/writeCategories.ts";
import {
  insertProducts,
  insertVariants,
  putPrices,
  putPublications,
  putTexts,
  putVariantTexts,
  type StoredPicture,
} from "../data/writeProducts.ts";
import { skuKey } from "../domain/sku.ts";

/** A product of an import; the SKU of its first variant says which it is. */
export interface ProductRow {
  readonly slug: string;
  readonly texts: readonly { readonly locale: string; readonly name: string; readonly description: string }[];
  readonly category: string | null;
  readonly picture: StoredPicture | null;
  readonly variants: readonly VariantRow[];
}

export interface VariantRow {
  readonly sku: string;
  readonly names: readonly { readonly locale: string; readonly name: string }[];
  readonly prices: readonly { readonly currency: string; readonly minor: bigint }[];
  /** Pieces to begin with, when it is new; null leaves the count to the staff. */
  readonly openingStock: number | null;
}

export interface ProductsInput {
  /** Where new products show, and what prices are for. */
  readonly channel: string;
  /** At most a few hundred: they share one transaction. SKUs differ from row to row. */
  readonly products: readonly ProductRow[];
}

export interface Imported {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly { readonly sku: string; readonly reason: string }[];
}

/**
 * Brings many products in at once. New ones are published in the channel. One that was imported before changes when
 * its row does, in texts and prices; the same row again leaves it alone, whatever the staff made of it since.
 */
export async function importProducts({ tx, now, publish }: Work, { channel, products }: ProductsInput) {
  if (!(await channelOf(tx, channel))) return problem("ChannelNotFound");
  const known = await knownBySku(tx, products);
  const sorted = products.map((row) => sort(row, known, channel));

  const fresh = await addProducts(
    { tx, now },
    channel,
    sorted.flatMap((one) => (one.is === "new" ? [one] : [])),
  );
  for (const { id, row, categoryId, variants } of fresh.added) {
    const created = variants.map((variant, i) => ({
      variantId: variant.id,
      sku: variant.sku,
      openingStock: row.variants[i]?.openingStock ?? null,
    }));
    publish(productCreated, { productId: id, categoryId, variants: created });
  }
  const changed = sorted.flatMap((one) => (one.is === "changed" ? [one] : []));
  await changeProducts({ tx, now }, channel, changed, known);
  return {
    added: fresh.added.length,
    changed: changed.length,
    unchanged: sorted.filter(({ is }) => is === "unchanged").length,
    refused: [
      ...fresh.refused,
      ...sorted.flatMap(({ is, row }) =>
        is === "mixed" ? [refusal(row, "one of its SKUs is another product's")] : [],
      ),
    ],
  } satisfies Imported;
}

type Known = ReadonlyMap<string, KnownSku>;
type Sorted =
  | { readonly is: "new"; readonly row: ProductRow; readonly hash: string }
  | { readonly is: "changed"; readonly row: ProductRow; readonly hash: string; readonly productId: string }
  | { readonly is: "unchanged" | "mixed"; readonly row: ProductRow };

async function knownBySku(tx: Work["tx"], products: readonly ProductRow[]): Promise<Known> {
  const keys = products.flatMap(({ variants }) => variants.map(({ sku }) => skuKey(sku)));
  return new Map((await lockBySkus(tx, keys)).map((known) => [known.skuKey, known]));
}

function sort(row: ProductRow, known: Known, channel: string): Sorted {
  const hash = hashOf({ ...row, channel, variants: row.variants.map(({ openingStock: _, ...variant }) => variant) });
  const own = known.get(skuKey(row.variants[0]?.sku ?? ""));
  const others = row.variants.map(({ sku }) => known.get(skuKey(sku))?.productId);
  if (others.some((id) => id !== undefined && id !== own?.productId)) return { is: "mixed", row };
  if (!own) return { is: "new", row, hash };
  return own.importHash === hash ? { is: "unchanged", row } : { is: "changed", row, hash, productId: own.productId };
}

async function addProducts(
  { tx, now }: Pick<Work, "tx" | "now">,
  channel: string,
  rows: readonly { row: ProductRow; hash: string }[],
) {
  if (rows.length === 0) return { added: [], refused: [] };
  const categories = await categoryIdsOf(tx, [...new Set(rows.flatMap(({ row }) => row.category ?? []))]);
  const made = rows.map(({ row, hash }) => ({
    id: newId("product"),
    categoryId: (row.category && categories.get(row.category)) ?? null,
    row,
    hash,
    variants: row.variants.map((variant, position) => ({ ...variant, id: newId("product_variant"), position })),
  }));
  const ids = await insertProducts(
    tx,
    now,
    made.map(({ id, row, categoryId, hash }) => ({
      id,
      slug: row.slug,
      categoryId,
      picture: row.picture,
      importHash: hash,
    })),
  );
  const added = made.filter(({ id }) => ids.has(id));
  await insertVariants(
    tx,
    added.flatMap(({ id, variants }) => variants.map((variant) => ({ ...variant, productId: id }))),
  );
  await putWhatChanges({ tx, now }, channel, added);
  await putPublications(
    tx,
    now,
    channel,
    added.map(({ id }) => id),
  );
  const refused = made.filter(({ id }) => !ids.has(id)).map(({ row }) => refusal(row, `the slug ${row.slug} is taken`));
  return { added, refused };
}

async function changeProducts(
  work: Pick<Work, "tx" | "now">,
  channel: string,
  rows: readonly { row: ProductRow; hash: string; productId: string }[],
  known: Known,
) {
  if (rows.length === 0) return;
  const changed = rows.map(({ row, productId }) => ({
    id: productId,
    row,
    variants: row.variants.flatMap((variant) => {
      const id = known.get(skuKey(variant.sku))?.variantId;
      return id === undefined ? [] : [{ ...variant, id }];
    }),
  }));
  await putWhatChanges(work, channel, changed);
  await saveImported(
    work.tx,
    work.now,
    rows.map(({ productId, hash }) => ({ productId, importHash: hash })),
  );
}

/** Texts and prices, which a later import may change. */
async function putWhatChanges(
  { tx, now }: Pick<Work, "tx" | "now">,
  channel: string,
  products: readonly { id: string; row: ProductRow; variants: readonly (VariantRow & { id: string })[] }[],
) {
  const variants = products.flatMap((product) => product.variants);
  await putTexts(
    tx,
    products.flatMap(({ id, row }) => row.texts.map((text) => ({ ...text, productId: id }))),
  );
  await putVariantTexts(
    tx,
    variants.flatMap(({ id, names }) => names.map((name) => ({ ...name, variantId: id }))),
  );
  await putPrices(
    tx,
    now,
    variants.flatMap(({ id, prices }) => prices.map((price) => ({ ...price, variantId: id, channel }))),
  );
}

const refusal = ({ variants }: ProductRow, reason: string) => ({ sku: variants[0]?.sku ?? "", reason });
