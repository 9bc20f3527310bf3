/**
 * Whether there is something in a text that could be the number of a card: 12 to 19 digits that pass Luhn's check,
 * however they are spaced. Providers' tokens have letters between their digits, and do not look like that.
 */
export function holdsCardNumber(text: string): boolean {
  const runs =
    text
      .normalize("NFKC")
      .replaceAll(/[^\p{L}\p{Nd}]/gu, "")
      .match(/\d{12,}/g) ?? [];
  return runs.some((digits) => {
    for (let from = 0; from + 12 <= digits.length; from += 1)
      for (let length = 12; length <= 19 && from + length <= digits.length; length += 1)
        if (passesLuhn(digits.slice(from, from + length))) return true;
    return false;
  });
}

/** Groups of digits, as people or addresses space them. */
const spaced = /\d+(?:[\s+.\p{Pd}]{1,3}\d+)*/gu;
/** The first digits of cards: of those with 2, Mastercard's 2221 to 2720 alone, since years begin so as well. */
const prefix = /^(?:[3-6]|22(?:2[1-9]|[3-9])|2[3-6]|27[01]|2720)/;

/**
 * Whether somebody wrote the number of a card into a text for people, in one group of digits or several: 13 to 19 of
 * them that begin as cards do. Ids, times, dates and invoice numbers mostly begin otherwise, and a part of one is no
 * number.
 */
export const noteHoldsCardNumber = (note: string): boolean =>
  (note.normalize("NFKC").match(spaced) ?? []).some((run) => {
    const groups = run.split(/\D+/);
    return groups.some((_, from) => beginsWithCard(groups.slice(from, from + longest)));
  });

/** Whether a web address carries the number of a card, as a note does. */
export const urlHoldsCardNumber = (url: string): boolean =>
  noteHoldsCardNumber(
    url.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );

const longest = 19;

function beginsWithCard(groups: readonly string[]): boolean {
  let digits = "";
  for (const group of groups) {
    digits += group;
    if (digits.length > longest) return false;
    if (digits.length >= 13 && prefix.test(digits) && passesLuhn(digits)) return true;
  }
  return false;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
