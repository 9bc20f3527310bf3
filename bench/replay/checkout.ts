import { setTimeout as sleep } from "node:timers/promises";
import { type Basket, type Way, wayOf } from "./baskets.ts";
import { fillAccountCart, fillGuestCart } from "./carts.ts";
import { guestEmail } from "./customers.ts";
import type { Headers } from "./graph.ts";
import type { Invoice } from "./invoices.ts";
import type { EntryOf } from "./journal.ts";
import { type Known, knownOf } from "./known.ts";
import { isRefusal, type Order, placeOrder, type Refusal, untilItStands } from "./orders.ts";
import { type Bought, totalOf } from "./purchases.ts";
import type { Shop } from "./replay.ts";

export type Ordered = EntryOf<"ordered">;

/** What is left of a request that was given up is over by then. */
const longestRequestMs = 10_000;

/** Somebody's way from a basket to an order. */
export class Checkout {
  readonly #shop: Shop;
  readonly #customer: string | null;
  readonly #known: Known;
  /** Nothing is known of what an account's cart holds until it was filled here once. */
  #cartIsEmpty = false;

  constructor(shop: Shop, customer: string | null) {
    this.#shop = shop;
    this.#customer = customer;
    this.#known = knownOf(shop.journal);
  }

  async order(invoice: Invoice, basket: Basket, country: string): Promise<Ordered> {
    const wanted = wayOf(basket.name);
    const { order, way } = await this.#place(invoice, basket, country, wanted);
    const lines = order.lines.map(({ id, quantity, variant, unitPrice, discount, tax, shipping }) => ({
      lineId: id,
      variantId: variant.id,
      quantity,
      unitPriceMinor: unitPrice,
      discountMinor: discount,
      taxMinor: tax,
      shippingMinor: shipping,
    }));
    const ordered: Ordered = {
      type: "ordered",
      basket: basket.name,
      customer: this.#customer,
      orderId: order.id,
      number: order.number,
      placedAt: order.placedAt,
      way,
      totalMinor: order.total,
      lines,
    };
    requireAll(basket, ordered);
    this.#shop.journal.add(ordered);
    return ordered;
  }

  /** Orders the basket; a card that is declined is followed by an invoice, as the shopper has the cart again. */
  async #place(invoice: Invoice, basket: Basket, country: string, way: Way): Promise<{ order: Order; way: Way }> {
    const { token, input } = await this.#fill(invoice, basket, country, way);
    const order = await this.#ask(input, token);
    // After a crash the cart may be gone already with the order that followed.
    if (way !== "CARD_DECLINED" || ("status" in order && order.status === "CONFIRMED"))
      return { order: confirmed(order, basket), way };
    const again = {
      ...Object(input),
      payments: [{ method: "INVOICE" }],
      idempotencyKey: `replay-${basket.name}-again`,
    };
    return { order: confirmed(await this.#ask(again, token), basket), way: "INVOICE" };
  }

  async #ask(input: unknown, token: string | null): Promise<Order | Refusal> {
    const { graph, payers } = this.#shop;
    for (let attempt = 1; ; attempt++) {
      const headers = await this.headers();
      const answer = await placeOrder(graph, input, headers);
      if (!isRefusal(answer)) return untilItStands(graph, answer, { token, headers }, (order) => payers.act(order));
      // The order before it is being undone still, and then its cart can be ordered again.
      if (answer.code !== "CART_BEING_ORDERED" || attempt === 20) return answer;
      await sleep(500);
    }
  }

  /** Fills a cart, and notes it: from then on this very order is asked for until it is answered. */
  async #fill(invoice: Invoice, basket: Basket, country: string, way: Way): Promise<EntryOf<"filled">> {
    const known = this.#known.filled.get(basket.name);
    if (known) return known;
    const { journal, payers } = this.#shop;
    const payments = await payers.partsFor(way, basket.name);
    const token = await this.#fillCart(basket);
    const input = {
      idempotencyKey: `replay-${basket.name}`,
      token,
      email: this.#customer === null ? guestEmail(invoice.number) : null,
      shippingAddress: {
        name: this.#customer === null ? `Invoice ${invoice.number}` : `Customer ${this.#customer}`,
        lines: [`Invoice ${invoice.number}`],
        city: invoice.country,
        country,
      },
      payments,
    };
    const filled = { type: "filled" as const, basket: basket.name, token, input };
    journal.add(filled);
    return filled;
  }

  async #fillCart(basket: Basket): Promise<string | null> {
    const { graph } = this.#shop;
    for (let attempt = 1; ; attempt++)
      try {
        if (this.#customer === null) return await fillGuestCart(graph, basket);
        await fillAccountCart(graph, basket, await this.headers(), { empty: this.#cartIsEmpty });
        this.#cartIsEmpty = true;
        return null;
      } catch (error) {
        // Nobody knows whether it is in the cart: a guest takes another, an account's is emptied first.
        this.#cartIsEmpty = false;
        if (attempt === 4) throw error;
        await sleep(longestRequestMs);
      }
  }

  headers = (): Promise<Headers> =>
    this.#customer === null ? Promise.resolve({}) : this.#shop.customers.headersOf(this.#customer);
}

function confirmed(answer: Order | { readonly code: string }, basket: Basket): Order {
  if ("code" in answer) throw new Error(`${basket.name} cannot be ordered: ${answer.code}`);
  if (answer.status === "CONFIRMED") return answer;
  throw new Error(`${basket.name} came to nothing: ${answer.status} ${answer.checkout?.problem ?? ""}`);
}

/** The order is what was in the basket, and its total is the sum of what its lines bear. */
function requireAll(basket: Basket, ordered: Bought & { readonly totalMinor: bigint }): void {
  const pieces = (lines: Basket["lines"]) =>
    lines
      .map(({ variantId, quantity }) => `${variantId} ${quantity}`)
      .toSorted()
      .join();
  if (pieces(basket.lines) !== pieces(ordered.lines))
    throw new Error(`${basket.name} became another order: ${ordered.orderId}`);
  if (totalOf(ordered) !== ordered.totalMinor)
    throw new Error(`The lines of ${ordered.orderId} do not add up to its total.`);
}
