import type { Behaviour, Card } from "./entries.ts";

interface TestCard {
  readonly number: string;
  readonly token: string;
  readonly brand: string;
  readonly behaviour: Behaviour;
}

const approve: Behaviour = { authorize: "approve" };
const decline = (declineCode: string): Behaviour => ({ authorize: "decline", declineCode });

/** The cards that there are, under their numbers and under tokens that are always known. */
export const testCards: readonly TestCard[] = [
  { number: "4242424242424242", token: "tok_ok", brand: "visa", behaviour: approve },
  { number: "5555555555554444", token: "tok_mastercard", brand: "mastercard", behaviour: approve },
  { number: "4000000000003220", token: "tok_3ds", brand: "visa", behaviour: { authorize: "challenge" } },
  { number: "4000000000000002", token: "tok_declined", brand: "visa", behaviour: decline("card_declined") },
  {
    number: "4000000000009995",
    token: "tok_insufficient_funds",
    brand: "visa",
    behaviour: decline("insufficient_funds"),
  },
  { number: "4000000000000069", token: "tok_expired_card", brand: "visa", behaviour: decline("expired_card") },
  {
    number: "4000000000000341",
    token: "tok_capture_fails",
    brand: "visa",
    behaviour: { ...approve, captureFails: true },
  },
  { number: "4000000000000077", token: "tok_slow", brand: "visa", behaviour: { ...approve, delayMs: 3_000 } },
];

export const cardOf = (number: string, brand: string, expires_month: number, expires_year: number): Card => ({
  brand,
  last4: number.slice(-4),
  expires_month,
  expires_year,
});

/** What a bank account has instead of a card. */
export const noCard: Behaviour = approve;
