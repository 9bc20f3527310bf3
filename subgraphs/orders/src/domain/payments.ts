import { type FieldCode, largestAmount, type Money, parseAmount } from "@madang/service-kit";

export type PaymentMethod = "INVOICE" | "CARD" | "BANK_TRANSFER" | "GIFT_CARD";

/** One part of what is paid, as it was asked for; null bears the rest. */
export interface AskedPart {
  readonly method: PaymentMethod;
  readonly amount: string | null;
}

/** One part of what is paid; `index` is its place in what was asked for. */
export interface Part {
  readonly index: number;
  readonly method: PaymentMethod;
  readonly amountMinor: bigint;
}

interface Refused {
  readonly path: string;
  readonly code: FieldCode;
}

/** The parts with their amounts, which add up to the total; parts that bear nothing are left out. Or what is wrong. */
export function partsOf(asked: readonly AskedPart[], total: Money): { readonly parts: readonly Part[] } | Refused {
  const amounts: (bigint | null)[] = [];
  for (const [i, { amount }] of asked.entries()) {
    const minor = amount === null ? null : parseAmount(amount, total.currency);
    if (minor === null && amount !== null) return { path: `payments.${i}.amount`, code: "WRONG_FORMAT" };
    if (minor !== null && minor <= 0n) return { path: `payments.${i}.amount`, code: "TOO_SMALL" };
    amounts.push(minor);
  }
  const given = amounts.reduce<bigint>((sum, minor) => sum + (minor ?? 0n), 0n);
  if (given > total.minor) return { path: "payments", code: "TOO_LARGE" };
  if (given < total.minor && !amounts.includes(null)) return { path: "payments", code: "TOO_SMALL" };
  const parts = asked.map(({ method }, index) => ({
    index,
    method,
    amountMinor: amounts[index] ?? total.minor - given,
  }));
  return { parts: parts.filter(({ amountMinor }) => amountMinor > 0n) };
}

/** The method that bears the most, the first of several; the first that was asked for when nothing is to be paid. */
export function mainMethod(asked: readonly AskedPart[], parts: readonly Part[]): PaymentMethod {
  const [largest] = parts.toSorted((a, b) =>
    a.amountMinor === b.amountMinor ? 0 : a.amountMinor < b.amountMinor ? 1 : -1,
  );
  return largest?.method ?? asked[0]?.method ?? "INVOICE";
}

/** Whether an amount is more than can be ordered at once: sums must stay within what is stored. */
export const isTooMuch = (minor: bigint) => minor > largestAmount;
