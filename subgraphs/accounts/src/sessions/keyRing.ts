import type { JSONWebKeySet } from "jose";
import { addSigningKey } from "../actions/addSigningKey.ts";
import type { Context } from "../context.ts";
import { type SigningKey, signingKeys } from "../data/signingKeys.ts";
import { nextKeyFrom, publishedAt, signerAt } from "../domain/signingKey.ts";

type RingContext = Pick<Context, "db" | "run" | "now" | "settings">;

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** All keys; the next one is made when it is due, so there is always one that signs. */
async function keysAt({ db, run, settings }: RingContext, now: Date): Promise<SigningKey[]> {
  const keys = await signingKeys(db);
  const { sealedKeys } = settings;
  const rotationMs = settings.ACCESS_TOKEN_KEY_DAYS * dayMs;
  const opens = (key: SigningKey) => sealedKeys.opens(key);
  if (!nextKeyFrom(keys.filter(opens), now, rotationMs)) return keys;
  const tokenMs = settings.ACCESS_TOKEN_MINUTES * minuteMs;
  await run(addSigningKey, { key: await sealedKeys.make(), opens, rotationMs, tokenMs });
  return signingKeys(db);
}

/** The key that signs access tokens at a time. */
export async function signingKeyAt(context: RingContext, now: Date) {
  const { sealedKeys } = context.settings;
  const keys = await keysAt(context, now);
  const signer = signerAt(
    keys.filter((key) => sealedKeys.opens(key)),
    now,
  );
  if (!signer) throw new Error("There is no key to sign access tokens with.");
  return { kid: signer.id, key: await sealedKeys.open(signer) };
}

/** The public keys that access tokens are verified with, as a JWKS. */
export async function publishedKeys(context: RingContext): Promise<JSONWebKeySet> {
  const now = await context.now();
  const keys = await keysAt(context, now);
  const published = publishedAt(keys, now, context.settings.ACCESS_TOKEN_MINUTES * minuteMs);
  return { keys: published.map(({ publicKey }) => publicKey as JSONWebKeySet["keys"][number]) };
}
