import { defineCall } from "@madang/service-kit";
import { z } from "zod";

/** One thing that happened to an order, as the room tells it that owns it. */
export interface TimelinePart {
  readonly at: Date;
  readonly kind: "EVENT" | "STEP" | "LEDGER" | "STOCK" | "MAIL";
  /** For programs. */
  readonly name: string;
  /** For people. */
  readonly detail: string;
}

const money = z
  .object({ amount: z.string(), currency: z.string() })
  .transform(({ amount, currency }) => `${amount} ${currency}`);

/** What the ledger says of an order, and what payments published about it. */
export const moneyOf = defineCall<{ orderId: string }>()({
  to: "payments",
  name: "moneyOf",
  document: `query MoneyOf($orderId: ID!) {
    ledgerOf(orderId: $orderId) { kind at entries { account amount { amount currency } } }
    paymentEventsOf(orderId: $orderId) { type at amount { amount currency } reason }
  }`,
  result: z
    .object({
      ledgerOf: z.array(
        z.object({
          kind: z.string(),
          at: z.coerce.date(),
          entries: z.array(z.object({ account: z.string(), amount: money })),
        }),
      ),
      paymentEventsOf: z.array(
        z.object({ type: z.string(), at: z.coerce.date(), amount: money, reason: z.string().nullable() }),
      ),
    })
    .transform(({ ledgerOf, paymentEventsOf }) => [
      ...paymentEventsOf.map(({ type, at, amount, reason }): TimelinePart => {
        return { at, kind: "EVENT", name: type, detail: reason ? `${amount}, reason: ${reason}` : amount };
      }),
      ...ledgerOf.map(({ kind, at, entries }): TimelinePart => {
        const detail = entries.map(({ account, amount }) => `${account} ${amount}`).join(", ");
        return { at, kind: "LEDGER", name: kind, detail };
      }),
    ]),
});

/** What moved under an order's reservation. */
export const movementsOf = defineCall<{ key: string }>()({
  to: "inventory",
  name: "movementsOf",
  document: "query MovementsOf($key: ID!) { movementsOf(key: $key) { kind variantId warehouse quantity at } }",
  result: z
    .object({
      movementsOf: z.array(
        z.object({
          kind: z.string(),
          variantId: z.string(),
          warehouse: z.string(),
          quantity: z.number().int(),
          at: z.coerce.date(),
        }),
      ),
    })
    .transform(({ movementsOf }) =>
      movementsOf.map(({ kind, variantId, warehouse, quantity, at }): TimelinePart => {
        return { at, kind: "STOCK", name: kind, detail: `${quantity} of ${variantId} in ${warehouse}` };
      }),
    ),
});

/** The mails about an order. */
export const mailsOf = defineCall<{ subjectId: string }>()({
  to: "notifications",
  name: "mailsOf",
  document: "query MailsOf($subjectId: ID!) { mailsOf(subjectId: $subjectId) { template status createdAt sentAt } }",
  result: z
    .object({
      mailsOf: z.array(
        z.object({
          template: z.string(),
          status: z.string(),
          createdAt: z.coerce.date(),
          sentAt: z.coerce.date().nullable(),
        }),
      ),
    })
    .transform(({ mailsOf }) =>
      mailsOf.map(({ template, status, createdAt, sentAt }): TimelinePart => {
        return { at: sentAt ?? createdAt, kind: "MAIL", name: template, detail: status };
      }),
    ),
});
