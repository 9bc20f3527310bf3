import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";
import { Refusal } from "../launcher/Refusal.ts";

const privateKey = z.looseObject({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
});

/** The private key that is kept under this name, made when there is none. Only its owner may read the file. */
export async function keptKey(folder: string, name: string): Promise<JWK> {
  const text = kept(join(folder, `${name}.json`), async () => {
    const { privateKey: made } = await generateKeyPair("Ed25519", { extractable: true });
    return JSON.stringify({ ...(await exportJWK(made)), kid: name, alg: "EdDSA", use: "sig" });
  });
  const file = join(folder, `${name}.json`);
  const parsed = privateKey.safeParse(parse(await text));
  if (!parsed.success) throw new Refusal(`The key in ${file} is damaged: delete that file, and a new one is made.`);
  return parsed.data;
}

/** The random text that is kept under this name, made when there is none. */
export async function keptSecret(folder: string, name: string): Promise<string> {
  return kept(join(folder, `${name}.secret`), async () => randomBytes(32).toString("base64url"));
}

/** What everybody may know of a key. */
export function publicPart({ d: _, ...rest }: JWK): JWK {
  return rest;
}

async function kept(file: string, make: () => Promise<string>): Promise<string> {
  if (!existsSync(file)) {
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    const unfinished = `${file}.unfinished-${process.pid}`;
    writeFileSync(unfinished, await make(), { mode: 0o600 });
    renameSync(unfinished, file);
  }
  return readFileSync(file, "utf8").trim();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is not a key, which the caller says.
    return undefined;
  }
}
