import type { Work } from "../context.ts";
import {
  deleteSigningKeys,
  insertSigningKey,
  lockSigningKeys,
  type SigningKey,
  signingKeys,
} from "../data/signingKeys.ts";
import { nextKeyFrom, publishedAt } from "../domain/signingKey.ts";

export interface NewSigningKey {
  readonly key: Omit<SigningKey, "signsFrom">;
  /** Whether a stored key can be used with the secret of today. */
  readonly opens: (key: SigningKey) => boolean;
  readonly rotationMs: number;
  readonly tokenMs: number;
}

/** Adds the next key unless another instance was faster, and forgets those whose tokens are all over. */
export async function addSigningKey({ tx, now, log }: Work, { key, opens, rotationMs, tokenMs }: NewSigningKey) {
  await lockSigningKeys(tx);
  const keys = await signingKeys(tx);
  const signsFrom = nextKeyFrom(keys.filter(opens), now, rotationMs);
  if (!signsFrom) return { added: false };
  await insertSigningKey(tx, { ...key, signsFrom }, now);
  const published = new Set(publishedAt(keys, now, tokenMs).map(({ id }) => id));
  await deleteSigningKeys(
    tx,
    keys.filter(({ id }) => !published.has(id)).map(({ id }) => id),
  );
  log.info({ kid: key.id, signsFrom }, "A key for access tokens was added");
  return { added: true };
}
