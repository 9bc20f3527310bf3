/** A refresh token and the session it belongs to, as stored. */
export interface RefreshToken {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly sessionEndedAt: Date | null;
}

/**
 * What using a token now means. A second use is a replay whoever makes it and however soon: thief and owner cannot
 * be told apart, and a grace for double submits would be one for thieves as well.
 */
export function useOf(token: RefreshToken, now: Date): "FIRST" | "REPLAY" | "OVER" {
  if (token.sessionEndedAt) return "OVER";
  if (token.usedAt) return "REPLAY";
  return token.expiresAt > now ? "FIRST" : "OVER";
}
