const luhn = (digits: string) => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.at(-1 - i));
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
};

/**
 * Whether a text holds what may be the number of a card: 12 to 19 digits in a row, spaces, dots and hyphens between
 * them aside, whose check digit is right. Such a text must never get further than to who refuses it.
 */
export const holdsCardNumber = (text: string): boolean =>
  (text.match(/\d(?:[\s.-]*\d)+/g) ?? []).some((run) => {
    const digits = run.replace(/\D/g, "");
    return digits.length >= 12 && digits.length <= 19 && luhn(digits);
  });
