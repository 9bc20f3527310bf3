/** An amount as the graph gives it. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** `2026-11-20T09:30:00.000Z` as a Date. */
export function toDate(dateTime: string): Date {
  const date = new Date(dateTime);
  if (Number.isNaN(date.getTime())) throw new RangeError(`${dateTime} is no DateTime.`);
  return date;
}

/** An amount as people of a locale write it: `£12.50`, `₩12,500`. No digit is lost on the way. */
export function formatMoney({ amount, currency }: Money, locale?: string): string {
  // A numeric string is formatted exactly; a number would be rounded to a float first.
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(decimal(amount));
}

/** What somebody typed as a Decimal for a MoneyInput, or undefined when it is no amount of the currency. */
export function parseAmount(text: string, currency: string): string | undefined {
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  const [, whole, fraction = ""] = match ?? [];
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  if (whole === undefined || fraction.length > digits) return undefined;
  const units = whole.replace(/^0+(?=\d)/, "");
  return digits === 0 ? units : `${units}.${fraction.padEnd(digits, "0")}`;
}

function decimal(amount: string): Intl.StringNumericLiteral {
  if (!isDecimal(amount)) throw new RangeError(`${amount} is no Decimal.`);
  return amount;
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}
