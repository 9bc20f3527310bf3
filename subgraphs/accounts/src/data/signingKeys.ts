import type { SigningSpan } from "../domain/signingKey.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";

/** A key that signs access tokens: its public half, and the private one sealed. */
export interface SigningKey extends SigningSpan {
  readonly publicKey: Prisma.JsonObject;
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

/** Lets one instance at a time add keys. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await tx.$executeRaw`LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE`;
}

export async function signingKeys(db: Db | Tx): Promise<SigningKey[]> {
  const rows = await db.signingKey.findMany({ orderBy: { signsFrom: "asc" } });
  return rows.map(({ id, signsFrom, publicKey, privateKey }) => ({
    id,
    signsFrom,
    publicKey: publicKey as Prisma.JsonObject,
    privateKey,
  }));
}

export async function insertSigningKey(tx: Tx, key: SigningKey, createdAt: Date): Promise<void> {
  await tx.signingKey.create({ data: { ...key, createdAt } });
}

export async function deleteSigningKeys(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.signingKey.deleteMany({ where: { id: { in: [...ids] } } });
}
