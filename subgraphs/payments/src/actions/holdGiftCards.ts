import { problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { cardByCode, creditOf, type GiftCardRow, holdOnCard, lockCards } from "../data/giftCards.ts";
import type { NewOrder } from "../data/orderPayments.ts";
import type { NewPayment } from "../domain/opening.ts";
import type { PartInput } from "./paymentInput.ts";

export interface PricedPart extends PartInput {
  readonly index: number;
  readonly amount: bigint;
}

type Shares = NewPayment["shares"];

/**
 * Holds what gift cards and store credit are to pay: all of it, or it is refused. Cards are locked in one order for
 * all orders. Gives what each part takes of which card.
 */
export async function holdGiftCards(work: Work, order: NewOrder, parts: readonly PricedPart[]) {
  const held = new Map<number, Shares>();
  const ofCards = parts.filter(({ method }) => method === "GIFT_CARD");
  if (ofCards.length === 0) return held;
  const named = new Map<number, readonly GiftCardRow[]>();
  for (const part of ofCards) named.set(part.index, await cardsFor(work, order, part));
  const ids = [...new Set([...named.values()].flatMap((cards) => cards.map(({ id }) => id)))].sort();
  const left = new Map(
    (await lockCards(work.tx, ids)).map((card) => [card.id, card.balanceMinor - card.heldMinor] as const),
  );

  for (const part of ofCards) {
    const shares = spread(part.amount, named.get(part.index) ?? [], left);
    if (!shares) return problem("GiftCardNotUsable", { index: part.index });
    held.set(part.index, shares);
  }
  for (const id of ids) {
    const amount = [...held.values()]
      .flat()
      .reduce((sum, share) => (share.giftCardId === id ? sum + share.amount : sum), 0n);
    if (amount > 0n && !(await holdOnCard(work.tx, id, amount)))
      throw new Error(`The gift card ${id} was locked, and has changed.`);
  }
  return held;
}

/** The cards that a part may take from, first come first. */
async function cardsFor({ tx, now }: Work, { accountId, currency }: NewOrder, { giftCardCode }: PricedPart) {
  const credit = () => (accountId === null ? [] : creditOf(tx, accountId, now));
  const found = giftCardCode ? await cardByCode(tx, giftCardCode) : await credit();
  return found.filter(
    (card) =>
      card.currency === currency &&
      (card.accountId === null || card.accountId === accountId) &&
      (card.expiresAt === null || card.expiresAt > now),
  );
}

/** What each card bears of an amount; null when they do not have as much. Takes it off what is left. */
function spread(amount: bigint, cards: readonly GiftCardRow[], left: Map<string, bigint>): Shares | null {
  let open = amount;
  const shares: Shares[number][] = [];
  for (const { id } of cards) {
    const room = left.get(id) ?? 0n;
    const share = room < open ? room : open;
    if (share <= 0n) continue;
    open -= share;
    left.set(id, room - share);
    shares.push({ giftCardId: id, amount: share });
  }
  return open === 0n ? shares : null;
}
