import { z } from "zod";

const amount = z.int().nonnegative();

/** How a card behaves: what its bank says to an authorization, and to the capture after it. */
export const behaviour = z.object({
  authorize: z.enum(["approve", "challenge", "decline"]),
  declineCode: z.string().optional(),
  captureFails: z.boolean().optional(),
  delayMs: z.int().optional(),
});
export type Behaviour = z.output<typeof behaviour>;

/** What may be told of a card. Its number is not part of it, and is nowhere kept. */
export const card = z.object({
  brand: z.string(),
  last4: z.string().length(4),
  expires_month: z.int().min(1).max(12),
  expires_year: z.int().min(2000).max(2100),
});
export type Card = z.output<typeof card>;

const created = z.object({
  type: z.literal("created"),
  payment: z.string(),
  reference: z.string(),
  amount,
  currency: z.string(),
  method: z.enum(["card", "bank_transfer"]),
  capture: z.enum(["manual", "automatic"]),
  customer: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  return_url: z.string().nullable(),
  expires_at: z.string(),
  behaviour,
  card: card.nullable(),
  save_method: z.boolean(),
});

const of = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), payment: z.string(), ...shape });

/** What can happen, each once and for good. */
export const change = z.discriminatedUnion("type", [
  created,
  of("challenged", {}),
  of("account_opened", { account_number: z.string() }),
  of("authorized", { amount }),
  of("declined", { code: z.string() }),
  of("captured", { amount, fee: amount }),
  of("voided", {}),
  of("expired", {}),
  of("refunded", { refund: z.string(), reference: z.string(), amount }),
  of("refund_failed", { refund: z.string(), reference: z.string(), amount }),
  of("charged_back", { amount }),
  of("chargeback_won", { amount }),
  of("method_saved", { token: z.string(), customer: z.string(), behaviour, card }),
  z.object({ type: z.literal("method_made"), token: z.string(), behaviour, card }),
  of("event", { event: z.string(), about: z.string() }),
  z.object({ type: z.literal("event_delivered"), event: z.string() }),
  z.object({ type: z.literal("event_dropped"), event: z.string() }),
]);
export type Change = z.output<typeof change>;
export type Created = z.output<typeof created>;

/** Who asked, so that a repeat is known; a refusal for good is kept with it. */
export const asked = z.object({
  key: z.string(),
  hash: z.string(),
  payment: z.string(),
  refusal: z.object({ status: z.int(), code: z.string(), message: z.string() }).optional(),
});
export type Asked = z.output<typeof asked>;

/** One line of the ledger: changes that happen together or not at all. */
export const line = z.object({
  seq: z.int().positive(),
  at: z.iso.datetime(),
  asked: asked.optional(),
  changes: z.array(change),
});
export type Line = z.output<typeof line>;
