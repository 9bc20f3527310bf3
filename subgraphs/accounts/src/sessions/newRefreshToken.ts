import { createHash, randomBytes } from "node:crypto";

const dayMs = 86_400_000;

/** What is stored of a token. It has 256 bits of chance, so a plain hash is enough. */
export const hashOfToken = (token: string) => createHash("sha256").update(token).digest("base64url");

/** An opaque token of 256 bits, what is stored of it, and when it ends. */
export function newRefreshToken(now: Date, days: number): { token: string; hash: string; expiresAt: Date } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashOfToken(token), expiresAt: new Date(now.getTime() + days * dayMs) };
}
