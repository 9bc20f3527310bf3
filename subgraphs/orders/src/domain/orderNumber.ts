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
