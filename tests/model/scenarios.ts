import type { Method, Scenario } from "./world.ts";

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

/** Enough to show a bug in. */
export const small: readonly Scenario[] = [
  { ...cards, name: "a card", orders: [by("CARD")], spare: [{ faults: 1 }] },
  { ...cards, moods: kind },
];

/** Small enough for every run of the tests. */
export const quick: readonly Scenario[] = [
  { ...cards, name: "a card, a fault", orders: [by("CARD")], spare: [{ faults: 1 }] },
  { ...cards, name: "two cards, a fault", moods: kind, spare: [{ faults: 1 }] },
  { ...cards, name: "two cards, one cancelled", spare: [{ cancellations: 1 }] },
  challenged,
  {
    ...challenged,
    name: "3-D Secure, aborted, and webhooks twice",
    orders: [by("CARD")],
    spare: [{ duplicates: 1, aborts: 1 }],
  },
  { ...challenged, name: "3-D Secure, a look of payments amid it all", orders: [by("CARD")], spare: [{ looks: 1 }] },
  { ...transfers, spare: [{ looks: 1, duplicates: 1 }] },
  { ...giftCards, spare: [{ faults: 1 }] },
  { ...mixed, spare: [] },
  { ...sameKey, moods: kind, spare: [{ faults: 1 }] },
  { ...twoKeys, moods: kind, spare: [{ faults: 1 }] },
];

/** What takes minutes. */
export const deep: readonly Scenario[] = [
  { ...cards, name: "a card, two faults", orders: [by("CARD")], moods: kind, spare: [{ faults: 2 }] },
  {
    ...cards,
    name: "two cards, a fault, and the other cancelled",
    moods: kind,
    spare: [{ faults: 1 }, { cancellations: 1 }],
  },
  { ...cards, name: "two cards, a fault, declined or not", spare: [{ faults: 1 }] },
  {
    ...cards,
    name: "a card, a fault amid a cancellation",
    orders: [by("CARD")],
    spare: [{ faults: 1, cancellations: 1 }],
  },
  { ...challenged, name: "3-D Secure, webhooks twice and an abort", spare: [{ duplicates: 1 }, { aborts: 1 }] },
  {
    ...challenged,
    name: "two with 3-D Secure, a look of payments amid it all",
    spare: [{ looks: 1 }],
  },
  { ...challenged, name: "3-D Secure, a fault amid a look", orders: [by("CARD")], spare: [{ faults: 1, looks: 1 }] },
  {
    ...challenged,
    name: "3-D Secure, books compared amid a look",
    orders: [by("CARD")],
    spare: [{ looks: 2, reconciliations: 1 }],
  },
  { ...transfers, name: "two bank transfers, a fault", spare: [{ faults: 1 }] },
  { ...transfers, name: "two bank transfers, one cancelled amid a look", spare: [{ looks: 1, cancellations: 1 }] },
  { ...mixed, name: "gift card and card together, a fault", spare: [{ faults: 1 }] },
];
