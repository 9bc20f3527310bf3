// Crockford's: no letter that is taken for a digit, and none for another letter.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How many random bytes a number takes. */
export const orderNumberBytes = 10;

/** `K7QF2-M9XA0`: 50 random bits, so it tells neither how many orders there are nor what the next one is called. */
export function orderNumber(random: Uint8Array): string {
  if (random.length !== orderNumberBytes) throw new RangeError(`An order number takes ${orderNumberBytes} bytes.`);
  const text = Array.from(random, (byte) => alphabet[byte % alphabet.length]).join("");
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/** The number of an invoice as somebody typed it, `2026-000042`; null for what is none. */
export function readInvoiceNumber(typed: string): string | null {
  const text = typed.trim().replace(/[\u2010-\u2015]/gu, "-");
  return /^\d{4}-\d{6,9}$/.test(text) ? text : null;
}

/** A number as somebody typed it, in the form that it has; null for what is none. */
export function readOrderNumber(typed: string): string | null {
  if (typed.length > 40) return null;
  const text = typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(text) ? `${text.slice(0, 5)}-${text.slice(5)}` : null;
}
