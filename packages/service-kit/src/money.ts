/** An amount in minor units: 1250 GBP is £12.50, 12500 KRW is ₩12,500. */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

const known = new Set(Intl.supportedValuesOf("currency"));

/** Whether a code is an ISO 4217 currency that this runtime knows. */
export const isCurrency = (code: string) => known.has(code);

const digitsByCurrency = new Map<string, number>();

/** How many minor digits a currency has: 2 for GBP, 0 for KRW and JPY, 3 for KWD. Source: ISO 4217 by way of CLDR. */
export function minorDigits(currency: string): number {
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  const digits =
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  digitsByCurrency.set(currency, digits);
  return digits;
}

/** `{ minor: 1250n, currency: "GBP" }` becomes `{ amount: "12.50", currency: "GBP" }`. */
export function moneyOut({ minor, currency }: Money): { amount: string; currency: string } {
  const digits = minorDigits(currency);
  const sign = minor < 0n ? "-" : "";
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount: sign + amount, currency };
}

/** The largest amount that is taken, in minor units: it leaves room for sums within PostgreSQL's bigint. */
export const largestAmount = 10n ** 15n;

/**
 * `"12.5"` GBP becomes 1250n. Null for what is no plain decimal, has more digits than the currency (trailing
 * zeros aside), or is beyond `largestAmount`.
 */
export function parseAmount(amount: string, currency: string): bigint | null {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,16}))?$/.exec(amount);
  if (!match) return null;
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  const minor = BigInt((match[2] ?? "") + fraction.padEnd(digits, "0"));
  if (minor > largestAmount) return null;
  return match[1] ? -minor : minor;
}

/** The sum of amounts of one currency; throws when they are of several. */
export function sumMoney(currency: string, amounts: Iterable<Money>): Money {
  let minor = 0n;
  for (const amount of amounts) {
    if (amount.currency !== currency) throw new Error(`Cannot add ${amount.currency} to ${currency}.`);
    minor += amount.minor;
  }
  return { minor, currency };
}

/** So many times an amount. */
export const times = ({ minor, currency }: Money, quantity: number): Money => ({
  minor: minor * BigInt(quantity),
  currency,
});
