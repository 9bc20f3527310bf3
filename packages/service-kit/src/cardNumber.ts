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

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
