import { type InvalidField, isCurrency, minorDigits, parseAmount } from "@madang/service-kit";

/** An amount as a client writes it. */
export interface AmountInput {
  readonly amount: string;
  readonly currency: string;
}

/** The minor units of a price, or what is wrong with it. `currencies` are the channel's. */
export function priceIn(price: AmountInput, currencies: readonly string[], path: string): bigint | InvalidField {
  if (!currencies.includes(price.currency)) return { path: `${path}.currency`, code: "NOT_ALLOWED" };
  const minor = parseAmount(price.amount, price.currency);
  if (minor === null)
    return { path: `${path}.amount`, code: tooLarge.test(price.amount) ? "TOO_LARGE" : "WRONG_FORMAT" };
  return minor < 0n ? { path: `${path}.amount`, code: "TOO_SMALL" } : minor;
}

const tooLarge = /^\d{14,}(\.0*)?$/;

/** A bound of a price filter: null for what is no amount of the currency. */
export function priceBound(amount: string, currency: string): bigint | null {
  if (!isCurrency(currency)) return null;
  const minor = parseAmount(amount, currency);
  return minor === null || minor < 0n ? null : minor;
}

/**
 * The price of an import in minor units. Digits beyond the currency's are rounded, half up, as nobody can pay them.
 * Null for what is no plain decimal number.
 */
export function roundedPrice(text: string, currency: string): bigint | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,20}))?$/.exec(text);
  if (!match) return null;
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? "").padEnd(digits + 1, "0");
  const minor = BigInt((match[2] ?? "") + fraction.slice(0, digits)) + (fraction.charAt(digits) >= "5" ? 1n : 0n);
  return match[1] ? -minor : minor;
}
