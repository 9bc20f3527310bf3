import type { Told } from "./applyProvider.ts";
import { type Books, found, type Payment } from "./books.ts";

/** What a provider's figures are compared with. */
type Figures = Pick<Payment, "captured" | "refunded" | "chargedBack">;

const words = {
  captured: "taken",
  refunded: "given back",
  chargedBack: "charged back",
} as const satisfies Record<keyof Figures, string>;

const fallen = (before: Figures, said: Figures) =>
  (["captured", "refunded", "chargedBack"] as const).filter((figure) => said[figure] < before[figure]);

/** Whether a provider has less than is known: what it says is old, or was undone there. */
export const hasLess = (before: Figures, said: Figures) => fallen(before, said).length > 0;

/**
 * Lists what was undone at the provider: a refund that the shopper's bank did not take, a dispute that was won. The
 * ledger keeps what it booked, since only a person knows what is to become of that money. Nothing is told by an answer
 * that may be old, so `before` is how the payment stood when the provider was asked.
 */
export const listFallen = (books: Books, before: Payment, said: Told): Books =>
  fallen(before, said).reduce((all, figure) => {
    const [here, there] = [before[figure], said[figure]];
    const detail = `${here} ${before.currency} was ${words[figure]}, and the provider has ${there} by now`;
    const which = figure === "refunded" ? `/${missing(books, before, said)}` : "";
    // By what is missing: the same money is missing still after a later refund, and is not to be transferred twice.
    const subject = `${before.id}/${figure}/${here - there}${which}`;
    return found(all, { kind: "AMOUNT_DIFFERS", payment: before, subject, detail });
  }, books);

/** How many refunds the provider has no more: one that fails after another was made good is another finding. */
const missing = ({ parts }: Books, { id }: Payment, { refunds }: Told): number =>
  parts.filter(
    (part) =>
      part.paymentId === id && part.status === "REFUNDED" && !refunds.some(({ refundId }) => refundId === part.id),
  ).length;
