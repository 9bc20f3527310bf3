import { type Environment, readSettings } from "@madang/service-kit";
import { z } from "zod";

const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** The settings that are this subgraph's own. */
export const settings = z.object({
  CART_GUEST_DAYS: count(30, 1, 3_650).describe("How long a guest's cart is kept after its last change"),
  CART_ACCOUNT_DAYS: count(180, 1, 3_650).describe("How long an account's cart is kept after its last change"),
  CART_ABANDONED_HOURS: count(24, 1, 8_760).describe("How long an account's cart is left alone before it is abandoned"),
  CARD_MINUTES: count(15, 1, 1_440).describe("How long a shopper may take to confirm a card payment with the bank"),
  BANK_TRANSFER_MINUTES: count(1_440, 1, 10_080).describe("How long a shopper may take to transfer the money"),
  CART_PATIENCE_MS: count(2_500, 1, 60_000).describe("How long a cart waits for prices and stock, then shows without"),
});

export type Settings = z.output<typeof settings>;

export const env = (environment: Environment): Settings => readSettings(settings, environment);
