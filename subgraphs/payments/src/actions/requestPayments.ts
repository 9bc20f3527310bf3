import { checkInput, hashOf, invalidInput, isProblem, newId, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { lockOrderRow, orderOf, readBooks } from "../data/books.ts";
import { addOrder, addPayments, type NewOrder } from "../data/orderPayments.ts";
import type { SavedMethodRow } from "../data/savedMethods.ts";
import { methodsOf } from "../data/savedMethods.ts";
import type { Books } from "../domain/books.ts";
import { housePromised, type NewPayment, opened } from "../domain/opening.ts";
import { split } from "../domain/split.ts";
import { change, givenBy } from "./change.ts";
import { holdGiftCards, type PricedPart } from "./holdGiftCards.ts";
import { type PaymentInput, paymentInput } from "./paymentInput.ts";

/** What is known of an order's money after asking, and what a provider needs to be told with each payment. */
export interface Asked {
  readonly books: Books;
  /** The provider's token for a card, by payment. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Whether it was asked before. */
  readonly repeated: boolean;
}

/**
 * Writes down what is to be paid, before any provider is asked. What the house does itself is done with it: gift cards
 * are held, and invoices stand. Asking again gives what became of it.
 */
export async function requestPayments(work: Work, input: object) {
  const checked = checkInput(paymentInput, input);
  if (isProblem(checked)) return checked;
  const { tx, now } = work;
  const inputHash = hashed(checked);
  const order = newOrder(checked, inputHash);
  if (!(await addOrder(tx, order, now))) return askAgain(work, checked, inputHash);
  return checked.expiresAt <= now ? problem("PaymentExpired") : askFirst(work, checked, order);
}

/** Who pays what and how; neither where mails go nor until when is part of it. */
const hashed = ({ accountId, totalMinor, currency, payments }: PaymentInput) =>
  hashOf({ accountId: accountId ?? null, totalMinor, currency, payments });

const newOrder = (input: PaymentInput, inputHash: string): NewOrder => ({
  id: input.orderId,
  accountId: input.accountId ?? null,
  number: input.number,
  email: input.email,
  locale: input.locale,
  total: input.totalMinor,
  currency: input.currency,
  inputHash,
  returnUrl: input.returnUrl ?? null,
  expiresAt: input.expiresAt,
});

async function askAgain(work: Work, input: PaymentInput, inputHash: string) {
  const row = await lockOrderRow(work.tx, { orderId: input.orderId });
  const order = row && orderOf(row);
  // Its end was there first.
  if (!order) return problem("PaymentsOver");
  if (order.inputHash !== inputHash) return problem("IdempotencyConflict");
  const books = await readBooks(work.tx, order);
  const methods = await savedMethods(work, input);
  if (isProblem(methods)) return methods;
  const tokens = tokensOf(
    books.payments.map(({ id }) => id),
    input,
    methods,
  );
  return { asked: { books, tokens, repeated: true } satisfies Asked };
}

async function askFirst(work: Work, input: PaymentInput, order: NewOrder) {
  const { tx, now } = work;
  const amounts = split(
    order.total,
    input.payments.map(({ amountMinor }) => amountMinor ?? null),
  );
  if (isProblem(amounts)) return amounts;
  const methods = await savedMethods(work, input, { inWallet: true });
  if (isProblem(methods)) return methods;
  const providers = providersOf(work, input, methods);
  if (isProblem(providers)) return providers;
  const parts = input.payments.map((part, index): PricedPart => ({ ...part, index, amount: amounts[index] ?? 0n }));
  const held = await holdGiftCards(work, order, parts);
  if (isProblem(held)) return held;

  const payments = parts.map(
    ({ method, amount, save }, index): NewPayment => ({
      id: newId("payment"),
      method,
      provider: providers[index] ?? "house",
      amount,
      saveMethod: save,
      shares: held.get(index) ?? [],
    }),
  );
  await addPayments(tx, order, payments, now);
  const first = opened({ ...order, status: "OPEN" }, payments);
  const books = await change(work, first, housePromised(first, givenBy(work)));
  const tokens = tokensOf(
    payments.map(({ id }) => id),
    input,
    methods,
  );
  return { asked: { books, tokens, repeated: false } satisfies Asked };
}

/** The saved methods that are named, by id. Another's and a missing one look the same. */
async function savedMethods({ tx }: Work, input: PaymentInput, { inWallet = false } = {}) {
  const ids = input.payments.flatMap(({ savedMethodId }) => savedMethodId ?? []);
  const found = input.accountId ? await methodsOf(tx, input.accountId, ids) : [];
  const usable = new Map(
    found.filter(({ removedAt }) => !inWallet || removedAt === null).map((each) => [each.id, each]),
  );
  return ids.every((id) => usable.has(id)) ? usable : problem("PaymentMethodNotFound");
}

type Methods = ReadonlyMap<string, SavedMethodRow>;

/** Who moves the money of each part; a method that nobody here can do is refused. */
function providersOf({ settings }: Work, { payments }: PaymentInput, methods: Methods) {
  const names = payments.map(({ method, savedMethodId }) => {
    if (method === "INVOICE" || method === "GIFT_CARD") return "house";
    const saved = savedMethodId ? methods.get(savedMethodId) : undefined;
    return (saved ? settings.providers.named(saved.provider) : settings.providers.forMethod(method))?.name ?? null;
  });
  const nobody = names.flatMap((name, index) => (name === null ? [index] : []));
  if (nobody.length > 0)
    return invalidInput(...nobody.map((index) => ({ path: `payments.${index}.method`, code: "NOT_ALLOWED" as const })));
  return names.map((name) => name ?? "house");
}

function tokensOf(ids: readonly string[], { payments }: PaymentInput, methods: Methods): Map<string, string> {
  return new Map(
    ids.map((id, index) => {
      const part = payments[index];
      return [id, part?.token ?? methods.get(part?.savedMethodId ?? "")?.token ?? ""];
    }),
  );
}
