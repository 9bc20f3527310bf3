import { smaller } from "./amounts.ts";
import type { Books, Hold, Payment } from "./books.ts";
import type { Share } from "./ledger.ts";

// What happens to the gift cards of a payment; nothing for any other method.

interface Spread {
  readonly books: Books;
  readonly shares: readonly Share[];
}

const holdsOf = ({ holds }: Books, { id }: Payment) => holds.filter(({ paymentId }) => paymentId === id);

const withHold = (books: Books, hold: Hold, balance: bigint, held: bigint): Books => ({
  ...books,
  holds: books.holds.map((other) =>
    other.paymentId === hold.paymentId && other.giftCardId === hold.giftCardId ? hold : other,
  ),
  cards: [...books.cards, { giftCardId: hold.giftCardId, balance, held }],
});

/** Goes through the holds, each bearing as much of the amount as it has room for. */
function spread(
  books: Books,
  holds: readonly Hold[],
  amount: bigint,
  room: (hold: Hold) => bigint,
  change: (books: Books, hold: Hold, share: bigint) => Books,
): Spread {
  let left = amount;
  let changed = books;
  const shares: Share[] = [];
  for (const hold of holds) {
    const share = smaller(room(hold), left);
    if (share <= 0n) continue;
    left -= share;
    changed = change(changed, hold, share);
    shares.push({ giftCardId: hold.giftCardId, amount: share });
  }
  return { books: changed, shares };
}

/** Takes all that is held; the amount is the sum of the holds. */
export function capturedHolds(books: Books, payment: Payment, amount: bigint): Spread {
  const room = ({ status, amount }: Hold) => (status === "HELD" ? amount : 0n);
  return spread(books, holdsOf(books, payment), amount, room, (all, hold, share) =>
    withHold(all, { ...hold, status: "TAKEN" }, -share, -share),
  );
}

/** Lets go of so much of what is held, the last card first. */
export function releasedHolds(books: Books, payment: Payment, amount: bigint): Books {
  const room = ({ status, amount }: Hold) => (status === "HELD" ? amount : 0n);
  return spread(books, holdsOf(books, payment).toReversed(), amount, room, (all, hold, share) => {
    const left = hold.amount - share;
    return withHold(all, left === 0n ? { ...hold, status: "RELEASED" } : { ...hold, amount: left }, 0n, -share);
  }).books;
}

/** Puts so much back onto the cards, the last one first. */
export function refundedHolds(books: Books, payment: Payment, amount: bigint): Spread {
  const room = (hold: Hold) => (hold.status === "TAKEN" ? hold.amount - hold.refunded : 0n);
  return spread(books, holdsOf(books, payment).toReversed(), amount, room, (all, hold, share) =>
    withHold(all, { ...hold, refunded: hold.refunded + share }, share, 0n),
  );
}
