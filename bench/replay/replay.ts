import { basketsOf, type Reject } from "./baskets.ts";
import { Checkout } from "./checkout.ts";
import { countryCode } from "./countries.ts";
import type { Customers } from "./customers.ts";
import type { Graph } from "./graph.ts";
import { type Invoice, isCancellation } from "./invoices.ts";
import type { EntryOf, Journal } from "./journal.ts";
import { type Known, knownOf } from "./known.ts";
import { cancelOrder, isRefusal } from "./orders.ts";
import type { Payers } from "./payments.ts";
import { planToCancel } from "./planToCancel.ts";
import { Purchases } from "./purchases.ts";

export interface Shop {
  readonly graph: Graph;
  readonly customers: Customers;
  readonly payers: Payers;
  /** The variants of the catalogue by SKU, in capitals. */
  readonly variants: ReadonlyMap<string, string>;
  readonly journal: Journal;
}

/** All invoices of one customer, or one of a guest, in the file's order. */
export async function replay(shop: Shop, invoices: readonly Invoice[], told: () => void): Promise<void> {
  const [head] = invoices;
  if (!head) return;
  const buyer = new Buyer(shop, head.customer);
  for (const invoice of invoices) {
    if (buyer.isDone(invoice)) continue;
    if (isCancellation(invoice)) await buyer.cancel(invoice);
    else await buyer.buy(invoice);
    told();
  }
}

/** Somebody who buys and gives back, and goes on where the journal ends. */
class Buyer {
  readonly #shop: Shop;
  readonly #known: Known;
  readonly #checkout: Checkout;
  readonly #purchases = new Purchases();

  constructor(shop: Shop, customer: string | null) {
    this.#shop = shop;
    this.#checkout = new Checkout(shop, customer);
    this.#known = knownOf(shop.journal);
    // A guest's invoices cannot be told to be one person's.
    for (const entry of (customer !== null && this.#known.ofCustomer.get(customer)) || [])
      if (entry.type === "ordered") this.#purchases.add(entry);
      else for (const call of entry.calls) this.#purchases.giveBack(call);
  }

  isDone = ({ number }: Invoice) => this.#known.done.has(number);

  async buy(invoice: Invoice): Promise<void> {
    const { baskets, rejects } = basketsOf(invoice, this.#shop.variants);
    const country = countryCode(invoice.country);
    if (country === null) return this.#done(invoice, whole(invoice, `no country: ${invoice.country}`));
    for (const basket of baskets) {
      const ordered = this.#known.ordered.get(basket.name) ?? (await this.#checkout.order(invoice, basket, country));
      if (!this.#known.ordered.has(basket.name)) this.#purchases.add(ordered);
    }
    this.#done(invoice, rejects);
  }

  async cancel(invoice: Invoice): Promise<void> {
    const { customer } = invoice;
    if (customer === null) return this.#done(invoice, whole(invoice, "a cancellation without a customer"));
    const plan = this.#known.cancelling.get(invoice.number) ?? this.#plan(invoice, customer);
    for (const [i, call] of plan.calls.entries()) {
      const name = `${invoice.number}/${i + 1}`;
      if (this.#known.cancelled.has(name)) continue;
      const input = {
        idempotencyKey: `replay-${name}`,
        id: call.orderId,
        lines: call.lines,
        reason: `Invoice ${invoice.number}`,
      };
      const answer = await cancelOrder(this.#shop.graph, input, await this.#checkout.headers());
      if (isRefusal(answer)) throw new Error(`${name} cannot be cancelled: ${answer.code}`);
      this.#shop.journal.add({ type: "cancelled", name, ...call, cancelledMinor: answer.cancelledTotal });
    }
    this.#done(invoice, plan.rejects);
  }

  /** Written down before anything is cancelled, so that the same is asked for again after a crash. */
  #plan(invoice: Invoice, customer: string): EntryOf<"cancelling"> {
    const plan = planToCancel(invoice, customer, this.#shop.variants, this.#purchases);
    this.#shop.journal.add(plan);
    return plan;
  }

  #done(invoice: Invoice, rejects: Reject[]): void {
    this.#shop.journal.add({ type: "done", invoice: invoice.number, rejects });
  }
}

function whole(invoice: Invoice, reason: string): Reject[] {
  const { number, lines, refused } = invoice;
  // As the file has it: what a cancellation gives back is below zero.
  const sign = isCancellation(invoice) ? -1 : 1;
  return [
    ...lines.map(({ sku, quantity }) => ({ invoice: number, sku, quantity: sign * quantity, reason })),
    ...refused.map((line) => ({ invoice: number, ...line })),
  ];
}
