import type { Work } from "../context.ts";
import {
  deleteSigningKeys,
  insertSigningKey,
  lockSigningKeys,
  type SigningKey,
  signingKeys,
} from "../data/signingKeys.ts";
import { nextKeyFrom, publishedAt } from "../domain/signingKey.ts";
import { rotationMs, tokenMs } from "../sessions/lifetimes.ts";

/** Adds the next key unless another instance was faster, and forgets those whose tokens are all over. */
export async function addSigningKey(
  { tx, now, log, settings }: Work,
  { key }: { readonly key: Omit<SigningKey, "signsFrom"> },
) {
  await lockSigningKeys(tx);
  const keys = await signingKeys(tx);
  const own = keys.filter((known) => settings.sealedKeys.opens(known));
  const signsFrom = nextKeyFrom(own, now, rotationMs(settings));
  if (!signsFrom) return { added: false };
  await insertSigningKey(tx, { ...key, signsFrom }, now);
  const published = new Set(publishedAt(keys, now, tokenMs(settings)).map(({ id }) => id));
  await deleteSigningKeys(
    tx,
    keys.filter(({ id }) => !published.has(id)).map(({ id }) => id),
  );
  log.info({ kid: key.id, signsFrom }, "A key for access tokens was added");
  return { added: true };
}
