import { randomInt } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz";

/** Letters only: digits by chance could look like the number of a card to whoever looks for those. */
export const newId = (prefix: string): string =>
  `${prefix}_${Array.from({ length: 24 }, () => letters[randomInt(letters.length)]).join("")}`;

/** The number of a virtual account: ten digits, too short for a card. */
export const newAccountNumber = (): string => String(randomInt(10 ** 9, 10 ** 10));
