export const shortestPassword = 8;
export const longestPassword = 128;

/** The one form of a password that keyboards write differently: Hangul and accents compose in more than one way. */
export const normalised = (password: string) => password.normalize("NFKC");

/** Its length in characters, as people count them. */
export const lengthOf = (password: string) => [...password].length;

const control = /\p{Cc}/u;

/** What keeps a text from being a password; null when nothing does. */
export function passwordFault(password: string): "TOO_SHORT" | "TOO_LONG" | "NOT_ALLOWED" | null {
  const length = lengthOf(normalised(password));
  if (length < shortestPassword) return "TOO_SHORT";
  if (length > longestPassword) return "TOO_LONG";
  return control.test(password) ? "NOT_ALLOWED" : null;
}
