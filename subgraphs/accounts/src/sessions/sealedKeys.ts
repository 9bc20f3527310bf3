import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { SigningKey } from "../data/signingKeys.ts";

const nonceBytes = 12;
const tagBytes = 16;

/** Keys for access tokens, whose private halves are stored under AES-256-GCM. */
export class SealedKeys {
  readonly #secret: Buffer;
  readonly #opened = new Map<string, Promise<CryptoKey>>();

  constructor(secret: string) {
    this.#secret = Buffer.from(hkdfSync("sha256", secret, "", "madang accounts signing keys", 32));
  }

  /** A new Ed25519 key, named by its thumbprint. */
  async make(): Promise<Omit<SigningKey, "signsFrom">> {
    const pair = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const { kty = "", crv = "", x = "" } = await exportJWK(pair.publicKey);
    const id = await calculateJwkThumbprint({ kty, crv, x });
    const privateKey = this.#seal(id, JSON.stringify(await exportJWK(pair.privateKey)));
    return { id, publicKey: { kty, crv, x, kid: id, alg: "EdDSA", use: "sig" }, privateKey };
  }

  /** Whether this secret sealed a key: those of another one sign no more. */
  opens(key: Pick<SigningKey, "id" | "privateKey">): boolean {
    if (this.#opened.has(key.id)) return true;
    try {
      this.#unseal(key);
      return true;
    } catch {
      return false;
    }
  }

  /** The private key; opened once and kept. */
  open(key: Pick<SigningKey, "id" | "privateKey">): Promise<CryptoKey> {
    const known = this.#opened.get(key.id);
    if (known) return known;
    const opened = importPrivate(this.#unseal(key));
    this.#opened.set(key.id, opened);
    return opened;
  }

  #seal(id: string, text: string): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#secret, nonce).setAAD(Buffer.from(id));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
  }

  #unseal({ id, privateKey }: Pick<SigningKey, "id" | "privateKey">): JWK {
    const bytes = Buffer.from(privateKey);
    const decipher = createDecipheriv("aes-256-gcm", this.#secret, bytes.subarray(0, nonceBytes))
      .setAAD(Buffer.from(id))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(text.toString("utf8")) as JWK;
  }
}

async function importPrivate(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("A signing key is no Ed25519 key.");
  return key;
}
