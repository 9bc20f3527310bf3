import type { Random } from "../kit/random.ts";

/** How somebody pays, and how that goes. */
export const methods = [
  "INVOICE",
  "CARD",
  "CARD_3DS",
  "CARD_3DS_REFUSED",
  "CARD_DECLINED",
  "CARD_CAPTURE_FAILS",
  "BANK_TRANSFER",
  "GIFT_CARD_AND_CARD",
  "GIFT_CARD_AND_DECLINED",
  "TWO_CARDS_ONE_DECLINED",
  "WALKS_AWAY",
] as const;
export type Method = (typeof methods)[number];

/** Those that end well come more often than those that do not. */
const usual: readonly Method[] = [
  ...methods.filter((method) => method !== "WALKS_AWAY"),
  "CARD",
  "CARD",
  "CARD_3DS",
  "INVOICE",
  "BANK_TRANSFER",
  "GIFT_CARD_AND_CARD",
];
const refusedMethods: readonly Method[] = [
  "TWO_CARDS_ONE_DECLINED",
  "CARD_DECLINED",
  "GIFT_CARD_AND_DECLINED",
  "CARD_CAPTURE_FAILS",
  "INVOICE",
];

/** What one shopper is going to do. */
export interface Plan {
  readonly id: string;
  readonly guest: boolean;
  readonly method: Method;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  /** What is cancelled afterwards. */
  readonly cancel: "nothing" | "all" | "one piece" | "piece by piece";
  /** Wants more than there is. */
  readonly greedy: boolean;
  /** Which of the gift cards. */
  readonly giftCard: number;
}

export interface Goods {
  /** Variants of which there is plenty. */
  readonly ample: readonly string[];
  /** A variant of which there is none. */
  readonly soldOut: string;
  /** Codes of gift cards with plenty on them. */
  readonly giftCards: readonly string[];
}

/** Who comes. */
export interface Mood {
  /** Everybody wants what there is none of, or pays with what is declined. */
  readonly refused: boolean;
  /** Some leave without paying. */
  readonly walkers: boolean;
}

/** Chooses what a shopper does, by the seed alone. */
export function planOf(random: Random, id: string, goods: Goods, { refused, walkers }: Mood): Plan {
  const wandering: readonly Method[] = walkers ? [...usual, "WALKS_AWAY"] : usual;
  const method = random.pick(refused ? refusedMethods : wandering);
  const greedy = refused ? method === "INVOICE" : random.chance(0.06);
  const lines = random
    .shuffled(goods.ample)
    .slice(0, random.between(1, 3))
    .map((variantId) => ({ variantId, quantity: random.between(1, 3) }));
  return {
    id,
    // An account has one cart: whoever is refused finds the same things in it again, and nobody else's turn comes before
    // an order that was left alone is over.
    guest: greedy || refused || method === "WALKS_AWAY" || random.chance(0.6),
    method,
    lines: greedy ? [...lines, { variantId: goods.soldOut, quantity: 1 }] : lines,
    cancel: random.chance(0.6) ? "nothing" : random.pick(["all", "one piece", "piece by piece"]),
    greedy,
    giftCard: random.between(0, 1_000),
  };
}

/** A plan of somebody who wants one thing and pays by the card that always works. */
export const simplePlan = (id: string, variantId: string, changes: Partial<Plan> = {}): Plan => ({
  id,
  guest: true,
  method: "CARD",
  lines: [{ variantId, quantity: 1 }],
  cancel: "nothing",
  greedy: false,
  giftCard: 0,
  ...changes,
});
