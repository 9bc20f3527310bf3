/** A telephone number in E.164, whatever spaces, hyphens and brackets it was written with; null when it is none. */
export function e164(text: string): string | null {
  const digits = text.replace(/[ ().-]/g, "");
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}
