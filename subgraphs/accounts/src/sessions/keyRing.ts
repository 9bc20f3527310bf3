import type { JSONWebKeySet } from "jose";
import { addSigningKey } from "../actions/addSigningKey.ts";
import type { Context } from "../context.ts";
import { type SigningKey, signingKeys } from "../data/signingKeys.ts";
import { nextKeyFrom, publishedAt, signerAt } from "../domain/signingKey.ts";
import { rotationMs, tokenMs } from "./lifetimes.ts";

type RingContext = Pick<Context, "db" | "run" | "now" | "settings">;

/** All keys, and those of them that this secret opens; the next is made when it is due, so one always signs. */
async function keysAt(
  { db, run, settings }: RingContext,
  now: Date,
): Promise<{ all: SigningKey[]; own: SigningKey[] }> {
  const ring = async () => {
    const all = await signingKeys(db);
    return { all, own: all.filter((key) => settings.sealedKeys.opens(key)) };
  };
  const found = await ring();
  if (!nextKeyFrom(found.own, now, rotationMs(settings))) return found;
  await run(addSigningKey, { key: await settings.sealedKeys.make() });
  return ring();
}

/** The key that signs access tokens at a time. */
export async function signingKeyAt(context: RingContext, now: Date) {
  const { own } = await keysAt(context, now);
  // The very first key begins a moment after the request that had it made.
  const signer = signerAt(own, now) ?? own[0];
  if (!signer) throw new Error("There is no key to sign access tokens with.");
  return { kid: signer.id, key: await context.settings.sealedKeys.open(signer) };
}

/** The public keys that access tokens are verified with, as a JWKS. */
export async function publishedKeys(context: RingContext): Promise<JSONWebKeySet> {
  const now = await context.now();
  const { all } = await keysAt(context, now);
  const published = publishedAt(all, now, tokenMs(context.settings));
  return { keys: published.map(({ publicKey }) => publicKey as JSONWebKeySet["keys"][number]) };
}
