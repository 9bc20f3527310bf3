import { type Problem, problem } from "@madang/service-kit";
import type { OrderStatus } from "./order.ts";
import { type FrozenLine, piecesBear } from "./totals.ts";

/** A line as a cancellation finds it. */
export interface CancellableLine extends FrozenLine {
  readonly id: string;
  readonly cancelledQuantity: number;
}

/** How many of a line; all that are left of it when null. */
export interface WantedPieces {
  readonly lineId: string;
  readonly quantity: number | null;
}

/** Pieces of a line that are given up, and what they bear. */
export interface CancelledPieces {
  readonly line: CancellableLine;
  readonly quantity: number;
  readonly amount: bigint;
  readonly price: bigint;
}

export interface Cancellation {
  readonly pieces: readonly CancelledPieces[];
  readonly amount: bigint;
  /** Nothing is left of the order. */
  readonly whole: boolean;
}

export type NotCancellable =
  | (Problem<"OrderNotCancellable"> & { readonly status: OrderStatus })
  | (Problem<"OrderLineNotCancellable"> & { readonly lineId: string; readonly cancellable: number });

/** What is asked of an order. */
export interface WantedCancellation {
  /** All that is left when null. */
  readonly wanted: readonly WantedPieces[] | null;
  /** Whether it was not final yet when that was asked for: then its checkout was turned back, if that was in time. */
  readonly wasPending: boolean;
}

const nothing: Cancellation = { pieces: [], amount: 0n, whole: false };

export const piecesLeft = ({ quantity, cancelledQuantity }: CancellableLine) => quantity - cancelledQuantity;

/** What cancelling gives up of an order, or why it cannot be. */
export function decideCancellation(
  { status, lines }: { readonly status: OrderStatus; readonly lines: readonly CancellableLine[] },
  { wanted, wasPending }: WantedCancellation,
): Cancellation | NotCancellable {
  // There is no such order any more, whoever saw to that.
  if (wasPending && (status === "CANCELLED" || status === "PAYMENT_FAILED")) return nothing;
  if (status !== "CONFIRMED") return problem("OrderNotCancellable", { status });
  const pieces: CancelledPieces[] = [];
  for (const { lineId, quantity } of wanted ?? everythingOf(lines)) {
    const line = lines.find(({ id }) => id === lineId);
    const left = line ? piecesLeft(line) : 0;
    const given = quantity ?? left;
    if (!line || given < 1 || given > left) return problem("OrderLineNotCancellable", { lineId, cancellable: left });
    pieces.push(giveUp(line, given));
  }
  const given = pieces.reduce((sum, { quantity }) => sum + quantity, 0);
  const left = lines.reduce((sum, line) => sum + piecesLeft(line), 0);
  return { pieces, amount: pieces.reduce((sum, { amount }) => sum + amount, 0n), whole: given === left };
}

const everythingOf = (lines: readonly CancellableLine[]): readonly WantedPieces[] =>
  lines.filter((line) => piecesLeft(line) > 0).map(({ id }) => ({ lineId: id, quantity: null }));

/** The last pieces that are left are the first to go. */
function giveUp(line: CancellableLine, quantity: number): CancelledPieces {
  const left = piecesLeft(line);
  return {
    line,
    quantity,
    amount: piecesBear(line, left - quantity, left),
    price: line.unitPrice.minor * BigInt(quantity),
  };
}

/** What all pieces that were cancelled so far bear. */
export const cancelledOf = (lines: readonly CancellableLine[]): bigint =>
  lines.reduce((sum, line) => sum + piecesBear(line, piecesLeft(line), line.quantity), 0n);
