import type { Method, Scenario } from "./world.ts";

/** A scenario, and what there is to see of it: a model that has shrunk proves less than it says. */
export interface Known extends Scenario {
  readonly sees: {
    /** At least so many. What makes them fewer for a good reason lowers this. */
    readonly states: number;
    readonly ends: readonly string[];
  };
}

const by = (method: Method) => [{ method, amount: null }];
const both = (method: Method) => [by(method), by(method)];

const threeDSecure = { authorize: ["challenge"], capture: ["take", "fail"] } as const;
const frictionless = { authorize: ["approve", "decline"], capture: ["take", "fail"] } as const;
const kind = { authorize: ["approve"], capture: ["take"] } as const;

/** Whichever of two like orders suffers something, it is called the first: the other is as the same is told of it. */
const cards: Scenario = { name: "two cards", orders: both("CARD"), moods: frictionless, spare: [], lookers: 1 };
const challenged: Scenario = { ...cards, name: "two cards with 3-D Secure", moods: threeDSecure };
const transfers: Scenario = { ...cards, name: "two bank transfers", orders: both("BANK_TRANSFER") };
const giftCards: Scenario = {
  ...cards,
  name: "two orders by one gift card that is enough for one",
  orders: both("GIFT_CARD"),
  giftCard: 150n,
};
const mixed: Scenario = {
  ...cards,
  name: "gift card and card together, against an invoice",
  orders: [
    [
      { method: "GIFT_CARD", amount: "0.40" },
      { method: "CARD", amount: null },
    ],
    by("INVOICE"),
  ],
  giftCard: 40n,
};
const sameKey: Scenario = { ...cards, name: "one cart, the same call again", oneCart: "same key" };
const twoKeys: Scenario = { ...cards, name: "one cart, two calls at once", oneCart: "other key" };

const alone = ["CANCELLED", "CONFIRMED", "PAYMENT_FAILED"];
/** The unit is sold to one of them at most. */
const paid = ["CANCELLED and CANCELLED", "CANCELLED and CONFIRMED"];
const maybePaid = [
  ...paid,
  "CANCELLED and PAYMENT_FAILED",
  "CONFIRMED and PAYMENT_FAILED",
  "PAYMENT_FAILED and PAYMENT_FAILED",
];
/** An invoice is never declined. */
const againstInvoice = ["CANCELLED and CONFIRMED", "CANCELLED and PAYMENT_FAILED", "CONFIRMED and PAYMENT_FAILED"];
const ofOneCart = ["CANCELLED and CONFIRMED", "CANCELLED and none", "CONFIRMED and none"];

/** Enough to show a bug in. */
export const small: readonly Scenario[] = [
  { ...cards, name: "a card", orders: [by("CARD")], spare: [{ faults: 1 }] },
  { ...cards, moods: kind },
];

/** Small enough for every run of the tests. */
export const quick: readonly Known[] = [
  {
    ...cards,
    name: "a card, a fault",
    orders: [by("CARD")],
    spare: [{ faults: 1 }],
    sees: { states: 5_000, ends: alone },
  },
  { ...cards, name: "two cards, a fault", moods: kind, spare: [{ faults: 1 }], sees: { states: 6_000, ends: paid } },
  {
    ...cards,
    name: "two cards, one cancelled",
    spare: [{ cancellations: 1 }],
    sees: { states: 5_000, ends: maybePaid },
  },
  { ...challenged, sees: { states: 2_700, ends: maybePaid } },
  {
    ...challenged,
    name: "3-D Secure, aborted, and webhooks twice",
    orders: [by("CARD")],
    spare: [{ duplicates: 1, aborts: 1 }],
    sees: { states: 1_200, ends: [...alone, "none"] },
  },
  {
    ...challenged,
    name: "3-D Secure, a look of payments amid it all",
    orders: [by("CARD")],
    spare: [{ looks: 1 }],
    sees: { states: 1_500, ends: alone },
  },
  { ...transfers, spare: [{ looks: 1, duplicates: 1 }], sees: { states: 1_800, ends: paid } },
  { ...giftCards, spare: [{ faults: 1 }], sees: { states: 1_300, ends: paid } },
  { ...mixed, spare: [], sees: { states: 900, ends: againstInvoice } },
  { ...sameKey, moods: kind, spare: [{ faults: 1 }], sees: { states: 4_800, ends: ofOneCart } },
  { ...twoKeys, moods: kind, spare: [{ faults: 1 }], sees: { states: 7_400, ends: ofOneCart } },
];

/** What takes minutes. */
export const deep: readonly Known[] = [
  {
    ...cards,
    name: "a card, two faults",
    orders: [by("CARD")],
    moods: kind,
    spare: [{ faults: 2 }],
    sees: { states: 77_000, ends: ["CANCELLED", "CONFIRMED"] },
  },
  {
    ...cards,
    name: "two cards, a fault, and the other cancelled",
    moods: kind,
    spare: [{ faults: 1 }, { cancellations: 1 }],
    sees: { states: 49_000, ends: paid },
  },
  {
    ...cards,
    name: "two cards, a fault, declined or not",
    spare: [{ faults: 1 }],
    sees: { states: 43_000, ends: maybePaid },
  },
  {
    ...cards,
    name: "a card, a fault amid a cancellation",
    orders: [by("CARD")],
    spare: [{ faults: 1, cancellations: 1 }],
    sees: { states: 18_000, ends: ["CANCELLED", "PAYMENT_FAILED"] },
  },
  {
    ...challenged,
    name: "3-D Secure, webhooks twice and an abort",
    spare: [{ duplicates: 1 }, { aborts: 1 }],
    sees: {
      states: 20_000,
      ends: [...maybePaid, "CANCELLED and none", "CONFIRMED and none", "PAYMENT_FAILED and none"],
    },
  },
  {
    ...challenged,
    name: "two with 3-D Secure, a look of payments amid it all",
    spare: [{ looks: 1 }],
    sees: { states: 18_000, ends: maybePaid },
  },
  {
    ...challenged,
    name: "3-D Secure, a fault amid a look",
    orders: [by("CARD")],
    spare: [{ faults: 1, looks: 1 }],
    sees: { states: 150_000, ends: alone },
  },
  {
    ...challenged,
    name: "3-D Secure, books compared amid a look",
    orders: [by("CARD")],
    spare: [{ looks: 2, reconciliations: 1 }],
    sees: { states: 32_000, ends: alone },
  },
  { ...transfers, name: "two bank transfers, a fault", spare: [{ faults: 1 }], sees: { states: 23_000, ends: paid } },
  {
    ...transfers,
    name: "two bank transfers, one cancelled amid a look",
    spare: [{ looks: 1, cancellations: 1 }],
    sees: { states: 30_000, ends: paid },
  },
  {
    ...mixed,
    name: "gift card and card together, a fault",
    spare: [{ faults: 1 }],
    sees: { states: 40_000, ends: [...paid, "CANCELLED and PAYMENT_FAILED", "CONFIRMED and PAYMENT_FAILED"] },
  },
];
