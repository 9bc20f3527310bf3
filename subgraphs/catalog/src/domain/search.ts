/** The longest search text that is taken. */
export const longestSearch = 200;

const mostWords = 12;

/**
 * The words of a search, at most twelve: letters and digits of any script. Null when there is nothing but space,
 * which is no search; empty when there is something but no word in it, which finds nothing.
 */
export function searchWords(text: string): readonly string[] | null {
  const said = text.normalize("NFKC").replace(/[\p{C}\s]+/gu, " ");
  if (said.trim() === "") return null;
  return (said.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, mostWords);
}
