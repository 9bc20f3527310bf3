import type { RefreshToken } from "../domain/refreshToken.ts";
import type { Tx } from "./database.ts";

export interface NewToken {
  readonly hash: string;
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export async function insertSession(tx: Tx, session: { id: string; accountId: string; createdAt: Date }) {
  await tx.session.create({ data: session, select: { id: true } });
}

export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  await tx.refreshToken.create({ data: token, select: { hash: true } });
}

export interface LockedToken extends RefreshToken {
  readonly sessionId: string;
  readonly accountId: string;
}

/** A token and its session, locked: of two uses at once, the second sees what the first did. */
export async function lockToken(tx: Tx, hash: string): Promise<LockedToken | null> {
  const [row] = await tx.$queryRaw<LockedToken[]>`
    SELECT t.expires_at AS "expiresAt", t.used_at AS "usedAt", s.ended_at AS "sessionEndedAt",
      s.id AS "sessionId", s.account_id AS "accountId"
    FROM refresh_token t JOIN session s ON s.id = t.session_id
    WHERE t.hash = ${hash} FOR UPDATE`;
  return row ?? null;
}

export async function saveTokenUse(tx: Tx, hash: string, usedAt: Date): Promise<void> {
  await tx.refreshToken.update({ where: { hash }, data: { usedAt }, select: { hash: true } });
}

/** Ends a session that goes on still. */
export async function endSession(tx: Tx, id: string, endedBy: "SIGNED_OUT" | "REPLAYED", endedAt: Date): Promise<void> {
  await tx.session.updateMany({ where: { id, endedAt: null }, data: { endedAt, endedBy } });
}

/** Forgets tokens that are over, and sessions that have none left. */
export async function deleteExpired(tx: Tx, now: Date): Promise<{ tokens: number; sessions: number }> {
  const { count: tokens } = await tx.refreshToken.deleteMany({ where: { expiresAt: { lte: now } } });
  const { count: sessions } = await tx.session.deleteMany({ where: { tokens: { none: {} } } });
  return { tokens, sessions };
}
