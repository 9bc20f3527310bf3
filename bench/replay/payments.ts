import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Way } from "./baskets.ts";
import type { Graph, Headers } from "./graph.ts";
import type { Order } from "./orders.ts";

/** The parts of what a basket's order is paid with. */
export type Parts = readonly object[];

const issue = `mutation ($input: IssueGiftCardInput!) { issueGiftCard(input: $input) {
  __typename ... on GiftCardIssued { code } ... on Problem { code } } }`;
const issued = z.object({ issueGiftCard: z.object({ __typename: z.string(), code: z.string() }) });
const references = `query ($id: ID!) { order(id: $id) { payments { method status providerReference amount { amount } } } }`;
const referred = z.object({
  order: z.object({
    payments: z.array(z.object({ method: z.string(), providerReference: z.string().nullable() })).nullable(),
  }),
});

/** Small enough for what any basket costs. */
const giftAmount = "0.25";
const cardAmount = "0.20";

/** Whatever a shopper does to pay, with the provider's own doors where the shopper would use them. */
export class Payers {
  readonly #graph: Graph;
  readonly #staff: () => Promise<Headers>;
  readonly #sandbox: { readonly url: string; readonly key: string };

  constructor(graph: Graph, staff: () => Promise<Headers>, sandbox: { readonly url: string; readonly key: string }) {
    this.#graph = graph;
    this.#staff = staff;
    this.#sandbox = sandbox;
  }

  async partsFor(way: Way, basket: string): Promise<Parts> {
    switch (way) {
      case "CARD":
        return [{ method: "CARD", token: "tok_ok" }];
      case "CARD_CONFIRMED":
        return [{ method: "CARD", token: "tok_3ds" }];
      case "CARD_DECLINED":
        return [{ method: "CARD", token: "tok_insufficient_funds" }];
      case "TWO_CARDS":
        return [
          { method: "CARD", token: "tok_mastercard", amount: cardAmount },
          { method: "CARD", token: "tok_ok" },
        ];
      case "GIFT_CARD_AND_CARD":
        return [
          { method: "GIFT_CARD", giftCardCode: await this.#giftCard(basket), amount: giftAmount },
          { method: "CARD", token: "tok_ok" },
        ];
      default:
        return [{ method: way }];
    }
  }

  /** Confirms with the bank, or transfers the money. */
  async act(order: Order): Promise<void> {
    const action = order.checkout?.nextAction;
    if (action?.type === "REDIRECT" && action.redirectUrl) return this.#post(`${action.redirectUrl}/approve`, {});
    if (action?.type !== "BANK_TRANSFER")
      throw new Error(`Order ${order.id} wants ${action?.type}, which nobody here can do.`);
    const { order: told } = await this.#graph.ask(references, { id: order.id }, referred, await this.#staff());
    const reference = told.payments?.find(({ method }) => method === "BANK_TRANSFER")?.providerReference;
    if (!reference) throw new Error(`Nobody knows where to transfer the money for order ${order.id}.`);
    await this.#post(`${this.#sandbox.url}/v1/test/payments/${reference}/deposit`, { amount: Number(order.total) });
  }

  async #giftCard(basket: string): Promise<string> {
    // A code is told once: one whose answer was cut off is nobody's any more, and another card is made.
    const input = { idempotencyKey: `replay-gift-${basket}-${randomUUID()}`, amount: giftAmount, currency: "GBP" };
    const { issueGiftCard } = await this.#graph.ask(issue, { input }, issued, await this.#staff());
    if (issueGiftCard.__typename !== "GiftCardIssued") throw new Error(`No gift card: ${issueGiftCard.code}`);
    return issueGiftCard.code;
  }

  async #post(url: string, body: object): Promise<void> {
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.#sandbox.key}` };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual" });
    if (response.status >= 400)
      throw new Error(`The sandbox answers ${response.status} to ${url}: ${await response.text()}`);
  }
}
