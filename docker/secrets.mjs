// Writes docker/.env with a password and an identity key for each subgraph. What the file has already is kept, so it
// can be run again when a subgraph was added. Plain JavaScript: it has to work before anything is installed.
//   node docker/secrets.mjs               docker/.env, for compose.yaml
//   node docker/secrets.mjs --kubernetes  a Secret on standard output, for the chart's existingSecret
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const upper = (name) => name.toUpperCase();

/** The subgraphs, read line by line, because there may be no YAML parser yet. */
export function subgraphNames(yaml) {
  const [, listed = ""] = yaml.split(/^subgraphs:$/m);
  return [...listed.matchAll(/^ {2}([a-z][a-z0-9]*):$/gm)].map(([, name]) => name);
}

/** Everything secret that the stack needs; what `known` has already stays. */
export function secrets(names, known = {}) {
  const made = {};
  const keep = (name, make) => {
    made[name] = known[name] || make();
  };
  keep("POSTGRES_PASSWORD", password);
  keep("REDIS_PASSWORD", password);
  keep("CURSOR_SECRET", password);
  keep("ACCESS_TOKEN_SECRET", password);
  keep("PAYMENT_SANDBOX_KEY", password);
  keep("PAYMENT_SANDBOX_WEBHOOK_SECRET", password);
  for (const name of names) keep(`DATABASE_PASSWORD_${upper(name)}`, password);
  for (const name of [...names, "router"]) keep(`IDENTITY_KEY_${upper(name)}`, () => JSON.stringify(signingKey(name)));
  const keys = [...names, "router"].map((name) => publicKey(JSON.parse(made[`IDENTITY_KEY_${upper(name)}`])));
  made.TRUSTED_IDENTITIES = JSON.stringify({ keys });
  return made;
}

const password = () => randomBytes(24).toString("base64url");

function signingKey(kid) {
  const { kty, crv, x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { kty, crv, x, d, kid, alg: "EdDSA", use: "sig" };
}

const publicKey = ({ d: _, ...rest }) => rest;

/** The text of docker/.env with everything secret in it. Its other lines stay: settings, keys from elsewhere, comments. */
export function completed(text, names) {
  const nameOf = (line) => /^(\w+)=/.exec(line)?.[1];
  const known = [...text.matchAll(/^(\w+)=(['"]?)(.*)\2$/gm)].map(([, name, , value]) => [name, value]);
  const made = secrets(names, Object.fromEntries(known));
  const others = text.split("\n").filter((line) => line !== "" && !Object.hasOwn(made, nameOf(line) ?? ""));
  return [...others, ...Object.entries(made).map(([name, value]) => `${name}='${value}'`), ""].join("\n");
}

/** The Secret has addresses instead of passwords; whoever runs the databases fills in the hosts. */
function kubernetesSecret(names, { POSTGRES_PASSWORD: _, REDIS_PASSWORD: redis, ...made }) {
  const data = { REDIS_URL: `redis://:${redis}@REDIS-HOST:6379`, SMTP_URL: "smtp://MAIL-HOST:25" };
  for (const [name, value] of Object.entries(made)) {
    if (!/^(DATABASE_PASSWORD_|PAYMENT_SANDBOX_)/.test(name)) data[name] = value;
  }
  for (const name of names) {
    const secret = made[`DATABASE_PASSWORD_${upper(name)}`];
    data[`DATABASE_URL_${upper(name)}`] = `postgresql://${name}:${secret}@POSTGRES-HOST:5432/${name}`;
  }
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "madang" }, type: "Opaque", stringData: data };
  return `${JSON.stringify(secret, null, 2)}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = subgraphNames(readFileSync(new URL("../schema/supergraph.yaml", import.meta.url), "utf8"));
  if (process.argv.includes("--kubernetes")) {
    process.stdout.write(kubernetesSecret(names, secrets(names)));
  } else {
    const file = new URL(".env", import.meta.url);
    writeFileSync(file, completed(existsSync(file) ? readFileSync(file, "utf8") : "", names), { mode: 0o600 });
    process.stdout.write("docker/.env is complete.\n");
  }
}
