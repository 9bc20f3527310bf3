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

/** A run of digits by itself, as people or addresses space it, that is as long as cards and begins as they do. */
const alone = /(?<!\d[ +.-]?)[2-6](?:[ +.-]?\d){12,18}(?![ +.-]?\d)/g;

/** Whether an address carries a card's number. Ids, times and counters in it mostly begin otherwise, or are longer. */
export function urlHoldsCardNumber(url: string): boolean {
  const plain = url.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return (plain.match(alone) ?? []).some((run) => passesLuhn(run.replaceAll(/\D/g, "")));
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
