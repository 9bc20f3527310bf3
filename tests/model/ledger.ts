import type { Books, Finding } from "../../subgraphs/payments/src/domain/books.ts";
import type { Posting } from "../../subgraphs/payments/src/domain/ledger.ts";
import { Broken } from "./broken.ts";
import type { Money } from "./state.ts";

/** What a provider that keeps its word never gives cause to list. */
const neverFound: ReadonlySet<Finding["kind"]> = new Set([
  "AMOUNT_DIFFERS",
  "UNKNOWN_THERE",
  "REFUND_REFUSED",
  "CAPTURED_AFTER_VOID",
]);

/** Books what has changed, as the tables take it: each effect once, every transaction in balance, nothing below zero. */
export function bookedIn(money: Money, after: Books): Money {
  for (const { kind, detail } of after.findings)
    if (neverFound.has(kind)) throw new Broken(`I2: it would be listed as ${kind}: ${detail}`);
  const effects = [...money.effects];
  for (const posting of after.postings) {
    if (effects.includes(posting.effect)) throw new Broken(`I4: the ledger has ${posting.effect} already`);
    if (sumOf(posting, () => true) !== 0n) throw new Broken(`I2: ${posting.effect} does not balance`);
    effects.push(posting.effect);
  }
  for (const { id, captured, refunded, refundPending, reduced, amount } of after.payments)
    if (captured - refunded < 0n || refundPending < 0n || reduced > amount)
      throw new Broken(
        `I2: ${id} would have ${captured} taken, ${refunded} given back and ${refundPending} on its way`,
      );
  return {
    ...money,
    books: { ...after, postings: [], facts: [], cards: [], findings: [] },
    effects: effects.sort(),
    captured: money.captured - sumOfAll(after.postings, "sales"),
    refunded: money.refunded + sumOfAll(after.postings, "refunds"),
  };
}

const sumOf = ({ sides }: Posting, which: (account: string) => boolean) =>
  sides.reduce((sum, { account, amount }) => (which(account) ? sum + amount : sum), 0n);

const sumOfAll = (postings: readonly Posting[], account: string) =>
  postings.reduce((sum, posting) => sum + sumOf(posting, (other) => other === account), 0n);
