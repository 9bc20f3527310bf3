/** When a key begins to sign; it ends when the next begins. */
export interface SigningSpan {
  readonly id: string;
  readonly signsFrom: Date;
}

/** How long a key is published before it signs, so that whoever keeps a copy of the keys has it by then. */
export const announceMs = 60 * 60_000;

/** Published a little longer than its last token lives, for clocks that differ. */
const skewMs = 5 * 60_000;

/** The key that signs now: the latest that has begun. */
export const signerAt = <K extends SigningSpan>(keys: readonly K[], now: Date): K | null =>
  keys.reduce<K | null>(
    (best, key) => (key.signsFrom <= now && (!best || key.signsFrom > best.signsFrom) ? key : best),
    null,
  );

/** When the next key shall begin to sign; null while none is due. */
export function nextKeyFrom(keys: readonly SigningSpan[], now: Date, rotationMs: number): Date | null {
  // The next one is there, or the very first was made while whoever asks waited for the lock.
  if (keys.some((key) => key.signsFrom > now)) return null;
  const signer = signerAt(keys, now);
  if (!signer) return now;
  const due = signer.signsFrom.getTime() + rotationMs;
  if (due - announceMs > now.getTime()) return null;
  return new Date(Math.max(due, now.getTime() + announceMs));
}

/** The keys whose tokens may still be alive, or are yet to come. */
export function publishedAt<K extends SigningSpan>(keys: readonly K[], now: Date, tokenMs: number): K[] {
  const ordered = [...keys].sort((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime());
  return ordered.filter((_, i) => {
    const next = ordered[i + 1];
    return !next || next.signsFrom.getTime() + tokenMs + skewMs > now.getTime();
  });
}
