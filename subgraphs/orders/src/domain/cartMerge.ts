import { mostLines, mostPieces } from "./cart.ts";
import type { WantedLine } from "./totals.ts";

export type MergePolicy = "ADD" | "KEEP_LARGER" | "KEEP_ACCOUNT" | "REPLACE";

/** Pieces that a merge drops, and why. */
export interface Dropped extends WantedLine {
  readonly reason: "CART_FULL" | "TOO_LARGE" | "POLICY";
}

/** What becomes of two carts: every piece of either is in the account's afterwards, or dropped. */
export interface Merge {
  /** Variants whose lines come over from the guest's cart as they are. */
  readonly taken: readonly string[];
  /** Lines of the account's that hold another quantity now. */
  readonly changed: readonly WantedLine[];
  /** Variants whose lines of the account's go. */
  readonly removed: readonly string[];
  /** Of what came from the guest's cart, what the account's holds now. */
  readonly merged: readonly WantedLine[];
  readonly dropped: readonly Dropped[];
}

type Shared = { readonly quantity: number; readonly reason: Dropped["reason"] };

/** What a line that both carts hold holds afterwards, and why the rest is dropped. */
const together = {
  ADD: (account, guest) => ({ quantity: Math.min(account + guest, mostPieces), reason: "TOO_LARGE" }),
  KEEP_LARGER: (account, guest) => ({ quantity: Math.max(account, guest), reason: "POLICY" }),
  KEEP_ACCOUNT: (account) => ({ quantity: account, reason: "POLICY" }),
} as const satisfies Record<Exclude<MergePolicy, "REPLACE">, (account: number, guest: number) => Shared>;

/** Merges a guest's lines into an account's. */
export function mergeCarts(account: readonly WantedLine[], guest: readonly WantedLine[], policy: MergePolicy): Merge {
  if (policy === "REPLACE") return replaced(account, guest);
  const held = new Map(account.map(({ variantId, quantity }) => [variantId, quantity]));
  const taken: string[] = [];
  const changed: WantedLine[] = [];
  const merged: WantedLine[] = [];
  const dropped: Dropped[] = [];
  for (const { variantId, quantity: wanted } of guest) {
    const own = held.get(variantId);
    if (own === undefined) {
      if (account.length + taken.length >= mostLines) {
        dropped.push({ variantId, quantity: wanted, reason: "CART_FULL" });
      } else {
        taken.push(variantId);
        merged.push({ variantId, quantity: wanted });
      }
      continue;
    }
    const { quantity, reason } = together[policy](own, wanted);
    if (quantity !== own) {
      changed.push({ variantId, quantity });
      merged.push({ variantId, quantity });
    }
    if (own + wanted > quantity) dropped.push({ variantId, quantity: own + wanted - quantity, reason });
  }
  return { taken, changed, removed: [], merged, dropped };
}

const replaced = (account: readonly WantedLine[], guest: readonly WantedLine[]): Merge => ({
  taken: guest.map(({ variantId }) => variantId),
  changed: [],
  removed: account.map(({ variantId }) => variantId),
  merged: guest.map(({ variantId, quantity }) => ({ variantId, quantity })),
  dropped: account.map(({ variantId, quantity }) => ({ variantId, quantity, reason: "POLICY" })),
});
