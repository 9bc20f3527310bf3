import { setTimeout as sleep } from "node:timers/promises";
import { type Basket, basketsOf, type Reject, type Way, wayOf } from "./baskets.ts";
import { fillAccountCart, fillGuestCart } from "./carts.ts";
import { countryCode } from "./countries.ts";
import { type Customers, guestEmail } from "./customers.ts";
import type { Graph, Headers } from "./graph.ts";
import { type Invoice, isCancellation } from "./invoices.ts";
import type { EntryOf, Journal } from "./journal.ts";
import { cancelOrder, isRefusal, type Order, placeOrder, type Refusal, untilItStands } from "./orders.ts";
import type { Payers } from "./payments.ts";
import { type Bought, Purchases, totalOf } from "./purchases.ts";

export interface Shop {
  readonly graph: Graph;
  readonly customers: Customers;
  readonly payers: Payers;
  /** The variants of the catalogue by SKU, in capitals. */
  readonly variants: ReadonlyMap<string, string>;
  readonly journal: Journal;
}

type Ordered = EntryOf<"ordered">;

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

/** What is left of a request that was given up is over by then. */
const longestRequestMs = 10_000;

/** Somebody who buys and gives back, and goes on where the journal ends. */
class Buyer {
  readonly #shop: Shop;
  readonly #customer: string | null;
  readonly #known: ReturnType<typeof knownOf>;
  readonly #purchases = new Purchases();
  /** Nothing is known of what an account's cart holds until it was filled here once. */
  #cartIsEmpty = false;

  constructor(shop: Shop, customer: string | null) {
    this.#shop = shop;
    this.#customer = customer;
    this.#known = knownOf(shop.journal);
    for (const entry of this.#known.ofCustomer.get(customer) ?? [])
      if (entry.type === "ordered") this.#purchases.add(entry);
      else for (const call of entry.calls) this.#purchases.giveBack(call);
  }

  isDone = ({ number }: Invoice) => this.#known.done.has(number);

  async buy(invoice: Invoice): Promise<void> {
    const { baskets, rejects } = basketsOf(invoice, this.#shop.variants);
    const country = countryCode(invoice.country);
    if (country === null) return this.#done(invoice, [...rejects, ...whole(invoice, `no country: ${invoice.country}`)]);
    for (const basket of baskets) {
      const ordered = this.#known.ordered.get(basket.name) ?? (await this.#order(invoice, basket, country));
      if (!this.#known.ordered.has(basket.name)) this.#purchases.add(ordered);
    }
    this.#done(invoice, rejects);
  }

  async cancel(invoice: Invoice): Promise<void> {
    const { customer } = invoice;
    if (customer === null) return this.#done(invoice, whole(invoice, "a cancellation without a customer"));
    const plan = this.#known.cancelling.get(invoice.number) ?? this.#planToCancel(invoice, customer);
    for (const [i, call] of plan.calls.entries()) {
      const name = `${invoice.number}/${i + 1}`;
      if (this.#known.cancelled.has(name)) continue;
      const input = {
        idempotencyKey: `replay-${name}`,
        id: call.orderId,
        lines: call.lines,
        reason: `Invoice ${invoice.number}`,
      };
      const answer = await cancelOrder(this.#shop.graph, input, await this.#headers());
      if (isRefusal(answer)) throw new Error(`${name} cannot be cancelled: ${answer.code}`);
      this.#shop.journal.add({ type: "cancelled", name, ...call, cancelledMinor: answer.cancelledTotal });
    }
    this.#done(invoice, plan.rejects);
  }

  /** Written down before anything is cancelled, so that the same is asked for again after a crash. */
  #planToCancel(invoice: Invoice, customer: string): EntryOf<"cancelling"> {
    const { variants, journal } = this.#shop;
    const rejects: Reject[] = invoice.refused.map((line) => ({ invoice: invoice.number, ...line }));
    const reject = (sku: string, quantity: number, reason: string) =>
      rejects.push({ invoice: invoice.number, sku, quantity: -quantity, reason });
    const skus = new Map<string, string>();
    const wanted = invoice.lines.flatMap(({ sku, quantity }) => {
      const variantId = variants.get(sku);
      if (variantId === undefined) reject(sku, quantity, "not in the catalogue");
      else skus.set(variantId, sku);
      return variantId === undefined ? [] : [{ variantId, quantity }];
    });
    const { calls, missing } = this.#purchases.take(wanted);
    for (const { variantId, quantity } of missing)
      reject(skus.get(variantId) ?? variantId, quantity, "more than the customer had bought and kept in this replay");
    const plan = { type: "cancelling" as const, invoice: invoice.number, customer, calls: copied(calls), rejects };
    journal.add(plan);
    return plan;
  }

  async #order(invoice: Invoice, basket: Basket, country: string): Promise<Ordered> {
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
      const headers = await this.#headers();
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
        await fillAccountCart(graph, basket, await this.#headers(), this.#cartIsEmpty);
        this.#cartIsEmpty = true;
        return null;
      } catch (error) {
        // Nobody knows how much of it is in the cart: a guest takes another, an account's is emptied first.
        this.#cartIsEmpty = false;
        if (attempt === 5) throw error;
        await sleep(longestRequestMs);
      }
  }

  #headers = (): Promise<Headers> =>
    this.#customer === null ? Promise.resolve({}) : this.#shop.customers.headersOf(this.#customer);

  #done(invoice: Invoice, rejects: Reject[]): void {
    this.#shop.journal.add({ type: "done", invoice: invoice.number, rejects });
  }
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

const whole = ({ number, lines, refused }: Invoice, reason: string): Reject[] => [
  ...lines.map((line) => ({ invoice: number, ...line, reason })),
  ...refused.map((line) => ({ invoice: number, ...line })),
];

const copied = (calls: readonly { orderId: string; lines: readonly { lineId: string; quantity: number }[] }[]) =>
  calls.map(({ orderId, lines }) => ({ orderId, lines: [...lines] }));

const known = new WeakMap<Journal, ReturnType<typeof index>>();

/** What the journal held when the replay began, by name. */
function knownOf(journal: Journal) {
  const found = known.get(journal) ?? index(journal);
  known.set(journal, found);
  return found;
}

function index(journal: Journal) {
  const bought = journal.entries.filter((entry) => entry.type === "ordered" || entry.type === "cancelling");
  return {
    ofCustomer: Map.groupBy(bought, ({ customer }) => customer),
    done: new Set(journal.of("done").map(({ invoice }) => invoice)),
    filled: new Map(journal.of("filled").map((entry) => [entry.basket, entry])),
    ordered: new Map(journal.of("ordered").map((entry) => [entry.basket, entry])),
    cancelling: new Map(journal.of("cancelling").map((entry) => [entry.invoice, entry])),
    cancelled: new Set(journal.of("cancelled").map(({ name }) => name)),
  };
}
