import type { Random } from "../kit/random.ts";

export type Method = "INVOICE" | "CARD" | "CARD_3DS" | "CARD_DECLINED" | "BANK_TRANSFER" | "GIFT_CARD_AND_CARD";

/** What one shopper is going to do. */
export interface Plan {
  readonly id: string;
  readonly guest: boolean;
  readonly method: Method;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  /** What is cancelled afterwards. */
  readonly cancel: "nothing" | "all" | "one piece";
  /** Wants more than there is. */
  readonly greedy: boolean;
}

export interface Goods {
  /** Variants of which there is plenty. */
  readonly ample: readonly string[];
  /** A variant of which there is none. */
  readonly soldOut: string;
}

/** Chooses what a shopper does, by the seed alone. */
export function planOf(
  random: Random,
  id: string,
  goods: Goods,
  { methods, refused }: { readonly methods: readonly Method[]; readonly refused: boolean },
): Plan {
  const greedy = random.chance(refused ? 1 : 0.08);
  const method = random.pick(methods);
  const lines = random
    .shuffled(goods.ample)
    .slice(0, random.between(1, 3))
    .map((variantId) => ({ variantId, quantity: random.between(1, 3) }));
  return {
    id,
    // Whoever is refused would find the same things in the account's cart again.
    guest: greedy || method === "CARD_DECLINED" || random.chance(0.6),
    method,
    lines: greedy ? [...lines, { variantId: goods.soldOut, quantity: 1 }] : lines,
    cancel: random.chance(0.75) ? "nothing" : "all",
    greedy,
  };
}
