import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { unauthenticated } from "../errors.ts";
import { anonymous, type Viewer } from "./viewer.ts";

/** The header that carries a signed identity from the router to a subgraph, and between subgraphs. */
export const identityHeader = "x-madang-identity";

const audience = "madang";
const lifetimeSeconds = 120;

const claims = z.object({
  iss: z.string(),
  exp: z.number(),
  kind: z.enum(["anonymous", "account", "staff", "service"]),
  sub: z.string().nullable(),
  scopes: z.array(z.string()),
  channel: z.string(),
  locale: z.string(),
  currency: z.string().nullable(),
  client: z.string().nullable(),
});

/** Signs identities with one private key, whose `kid` is the signer's name: `router`, or a subgraph's. */
export interface IdentitySigner {
  readonly name: string;
  sign(viewer: Viewer): Promise<string>;
}

/** A signer for a private Ed25519 JWK with a `kid`. */
export async function identitySigner(privateKey: JWK): Promise<IdentitySigner> {
  const key = await importJWK(privateKey, "EdDSA");
  const name = privateKey.kid;
  if (!name) throw new Error("An identity key needs a kid: the name of whoever signs with it.");
  const sign = async (viewer: Viewer) =>
    new SignJWT({
      kind: viewer.kind,
      sub: viewer.accountId ?? null,
      scopes: [...viewer.scopes],
      channel: viewer.channel,
      locale: viewer.locale,
      currency: viewer.currency,
      client: viewer.client,
    } as Record<string, unknown>)
      .setProtectedHeader({ alg: "EdDSA", kid: name })
      .setIssuer(name)
      .setAudience(audience)
      .setExpirationTime(new Date(Date.now() + lifetimeSeconds * 1_000))
      .sign(key);
  return { name, sign };
}

/** The identity of a service in a call to another, in the market and language of the request that it serves. */
export const serviceViewer = (name: string, onBehalfOf: Viewer = anonymous): Viewer => ({
  ...anonymous,
  kind: "service",
  service: name,
  scopes: [`service:${name}`],
  channel: onBehalfOf.channel,
  locale: onBehalfOf.locale,
  currency: onBehalfOf.currency,
});

export type VerifyIdentity = (token: string | undefined) => Promise<Viewer>;

/**
 * Verifies identities against the public keys of everyone trusted. Only the router speaks for shoppers and staff;
 * any other key speaks for the service that it is named for. Verified tokens are remembered until they end.
 */
export function identityVerifier(trusted: JSONWebKeySet): VerifyIdentity {
  const keys = createLocalJWKSet(trusted);
  const verified = new Map<string, { viewer: Viewer; until: number }>();

  return async (token) => {
    if (!token) throw unauthenticated("This request carries no identity.", 401);
    const known = verified.get(token);
    if (known && known.until > Date.now()) return known.viewer;

    const parsed = await jwtVerify(token, keys, { audience, algorithms: ["EdDSA"] }).then(
      ({ payload, protectedHeader }) => ({ ...claims.parse(payload), kid: protectedHeader.kid }),
      () => {
        throw unauthenticated("This request's identity is not valid.", 401);
      },
    );
    const viewer = viewerOf(parsed);
    if (verified.size >= 10_000) verified.clear();
    verified.set(token, { viewer, until: parsed.exp * 1_000 });
    return viewer;
  };
}

function viewerOf(token: z.output<typeof claims> & { kid: string | undefined }): Viewer {
  const { kid, iss, kind } = token;
  if (kid !== iss || (kind === "service") === (iss === "router"))
    throw unauthenticated("This request's identity is not its signer's to give.", 401);
  const base = { ...anonymous, channel: token.channel, locale: token.locale, currency: token.currency };
  if (kind === "service") return { ...serviceViewer(iss, base) };
  return { ...base, kind, accountId: token.sub, scopes: token.scopes.filter(isNoServiceScope), client: token.client };
}

const isNoServiceScope = (scope: string) => !scope.startsWith("service:");
