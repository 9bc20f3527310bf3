/** Signs that are hard to mistake for each other; no digits, so that a code never looks like a card's number. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/** How many random bytes a code is made of: 20 signs, 91 bits. */
export const codeBytes = 20;

/** A code of random bytes. Bytes that would make some signs likelier than others are left out; null for too few. */
export function giftCode(bytes: Uint8Array): string | null {
  const largest = 256 - (256 % alphabet.length);
  const signs = [...bytes].filter((byte) => byte < largest).map((byte) => alphabet[byte % alphabet.length] ?? "");
  if (signs.length < codeBytes) return null;
  const code = signs.slice(0, codeBytes).join("");
  return code.replace(/.{5}(?=.)/g, "$&-");
}

/** As it is compared: people leave hyphens out, and write small letters. */
export const plainCode = (code: string) => code.replaceAll(/[\s-]/g, "").toUpperCase();
