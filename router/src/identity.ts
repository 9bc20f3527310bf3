import {
  anonymous,
  badInput,
  defaultChannel,
  type IdentitySigner,
  unauthenticated,
  unavailable,
  type Viewer,
} from "@madang/service-kit";
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";

/** What the router reads from a request; nothing else of it reaches a subgraph. */
export interface RequestFacts {
  readonly authorization: string | undefined;
  readonly channel: string | undefined;
  readonly language: string | undefined;
  readonly currency: string | undefined;
  readonly address: string;
}

const claims = z.object({
  sub: z.string(),
  exp: z.number(),
  kind: z.enum(["account", "staff"]),
  scopes: z.array(z.string()),
  locale: z.string(),
});

type Claims = z.output<typeof claims>;

/** Who asks, and the proof of it for the subgraphs. */
export type Identify = (facts: RequestFacts) => Promise<{ viewer: Viewer; identity: string }>;

/**
 * The keys that accounts publishes, fetched now and then, and when a token names one that is not known yet. While
 * accounts does not answer, those that are known go on: its outage signs nobody out.
 */
export function publishedKeys(accountsUrl: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL("/.well-known/jwks.json", accountsUrl), {
    timeoutDuration: 3_000,
    cooldownDuration: 5_000,
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      const known = remote.jwks();
      if (known === undefined || !isOutage(error)) throw error;
      return await createLocalJWKSet(known)(header, token).catch(() => {
        throw error;
      });
    }
  };
}

/** Verifies access tokens and signs identities: each once a minute, however often it is asked. */
export function identification(keys: JWTVerifyGetKey, signer: IdentitySigner): Identify {
  const verified = new LRUCache<string, Claims>({ max: 10_000 });
  const signed = new LRUCache<string, string>({ max: 20_000, ttl: 60_000 });

  const claimsOf = async (token: string): Promise<Claims> => {
    const known = verified.get(token);
    if (known && known.exp * 1_000 > Date.now()) return known;
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["EdDSA"],
        audience: "madang",
        issuer: "accounts",
      });
      const parsed = claims.parse(payload);
      verified.set(token, parsed);
      return parsed;
    } catch (error) {
      if (isOutage(error)) throw unavailable();
      throw unauthenticated("The access token is not valid, or over.", 401);
    }
  };

  return async (facts) => {
    const token = tokenOf(facts.authorization);
    const known = token === null ? null : await claimsOf(token);
    const viewer = viewerOf(known, facts);
    const key = JSON.stringify([token, viewer.channel, viewer.locale, viewer.currency, viewer.client]);
    let identity = signed.get(key);
    if (identity === undefined) {
      identity = await signer.sign(viewer);
      signed.set(key, identity);
    }
    return { viewer, identity };
  };
}

/** Whether the keys could not be had; what is wrong with a token has a code of its own. */
const isOutage = (error: unknown) =>
  error instanceof errors.JOSEError
    ? [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code].includes(error.code)
    : error instanceof Error && (error.name === "TypeError" || "cause" in error);

function tokenOf(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization === "") return null;
  const match = /^Bearer ([\w.-]{1,4000})$/i.exec(authorization);
  if (!match?.[1]) throw unauthenticated('"authorization" must be "Bearer" and an access token.', 401);
  return match[1];
}

function viewerOf(known: Claims | null, facts: RequestFacts): Viewer {
  const common = {
    ...anonymous,
    channel: channelOf(facts.channel),
    // An account's own language wins over what its browser happens to prefer.
    locale: known?.locale ?? languageOf(facts.language),
    currency: currencyOf(facts.currency),
    client: facts.address,
  };
  if (!known) return common;
  return { ...common, kind: known.kind, accountId: known.sub, scopes: known.scopes };
}

function channelOf(header: string | undefined): string {
  if (header === undefined || header === "") return defaultChannel;
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(header)) throw badInput('"x-channel" must be the code of a channel.');
  return header;
}

function currencyOf(header: string | undefined): string | null {
  if (header === undefined || header === "") return null;
  if (!/^[A-Z]{3}$/.test(header)) throw badInput('"x-currency" must be an ISO 4217 currency.');
  return header;
}

/** The first language of an `accept-language` header that is one; English when there is none. */
export function languageOf(header: string | undefined): string {
  const tags = (header ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => part.split(";", 1)[0]?.trim() ?? "");
  for (const tag of tags) {
    if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/.test(tag)) continue;
    return Intl.getCanonicalLocales(tag)[0] ?? "en";
  }
  return "en";
}
