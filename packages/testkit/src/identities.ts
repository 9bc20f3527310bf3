import { domains } from "@madang/migrate";
import { type IdentitySigner, identitySigner, settingName, type Viewer } from "@madang/service-kit";
import { exportJWK, generateKeyPair, type JWK } from "jose";

type Identity = { readonly key: JWK; readonly signer: IdentitySigner };

const known = new Map<string, Promise<Identity>>();

/** The identity key of the router or a subgraph, the same for all that one test file starts. */
export async function identityKey(name: string): Promise<JWK> {
  return (await identityOf(name)).key;
}

/** The settings that make a service trust the router and all subgraphs of the tests. */
export async function identitySettings(name: string): Promise<Record<string, string>> {
  const everyone = new Set(["router", name, ...domains().map((domain) => domain.name)]);
  const keys: JWK[] = [];
  for (const one of everyone) {
    const { d: _secret, ...shown } = await identityKey(one);
    keys.push(shown);
  }
  return {
    [settingName("IDENTITY_KEY", name)]: JSON.stringify(await identityKey(name)),
    TRUSTED_IDENTITIES: JSON.stringify({ keys }),
  };
}

/** An identity as the router signs it, or as the service itself does when the viewer is one. */
export async function signIdentity(viewer: Viewer): Promise<string> {
  const { signer } = await identityOf(viewer.service ?? "router");
  return signer.sign(viewer);
}

function identityOf(name: string): Promise<Identity> {
  const found = known.get(name) ?? makeIdentity(name);
  known.set(name, found);
  return found;
}

async function makeIdentity(name: string): Promise<Identity> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: name, alg: "EdDSA", use: "sig" };
  return { key, signer: await identitySigner(key) };
}
