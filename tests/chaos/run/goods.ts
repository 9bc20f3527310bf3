import { randomUUID } from "node:crypto";
import {
  adjustStock,
  giftCardShape,
  issueGiftCard,
  products,
  productsShape,
  stockOf,
  stockShape,
  typeShape,
} from "../shoppers/documents.ts";
import type { Graph } from "../shoppers/graph.ts";
import type { Person } from "../shoppers/people.ts";
import type { Goods } from "../shoppers/plan.ts";

/** What is for sale: some of which there is plenty, one that is sold out, and others that wait for their row. */
export interface Shelves {
  readonly goods: Goods;
  stock(variantId: string, pieces: number): Promise<void>;
  /** A gift card with so much on it: its code. */
  giftCard(amount: string): Promise<string>;
  freshVariant(): string;
}

const ampleCount = 8;
const plenty = 100_000;
const giftCardCount = 4;
const plentyOfMoney = "5000.00";

export async function fillShelves(
  graph: Graph,
  { merchandiser, admin }: { merchandiser: Person; admin: Person },
): Promise<Shelves> {
  const told = await graph.told(productsShape, products, {});
  const variants = told.products.nodes.flatMap((product) => product.variants.map(({ id }) => id));
  const [soldOut = "", ...others] = variants;
  const ample = others.slice(0, ampleCount);
  const unused = others.slice(ampleCount);
  const stock = async (variantId: string, delta: number) => {
    const input = { variantId, delta, reason: "Chaos", idempotencyKey: randomUUID() };
    await graph.told(typeShape, adjustStock, { input }, await merchandiser.headers());
  };
  const giftCard = async (amount: string) => {
    const input = { idempotencyKey: randomUUID(), amount, currency: "GBP" };
    const told = await graph.told(giftCardShape, issueGiftCard, { input }, await admin.headers());
    return told.issueGiftCard.code;
  };
  const takeAway = async (variantId: string) => {
    const { nodes } = await graph.told(stockShape, stockOf, { ids: [variantId] }, await merchandiser.headers());
    const there = nodes.flatMap((node) => node?.stock ?? []).reduce((sum, { onHand }) => sum + onHand, 0);
    if (there > 0) await stock(variantId, -there);
  };
  for (const variantId of ample) await stock(variantId, plenty);
  for (const variantId of [soldOut, ...unused]) await takeAway(variantId);
  const giftCards: string[] = [];
  for (let i = 0; i < giftCardCount; i++) giftCards.push(await giftCard(plentyOfMoney));
  return {
    goods: { ample, soldOut, giftCards },
    stock,
    giftCard,
    freshVariant: () => {
      const variantId = unused.pop();
      if (!variantId) throw new Error("There is no variant left that no row has touched.");
      return variantId;
    },
  };
}
