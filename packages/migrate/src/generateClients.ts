import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type Domain, domains, schemaFiles } from "./domains.ts";
import { runPrisma } from "./runPrisma.ts";

const require = createRequire(import.meta.url);
const stamp = "inputs.sha256";

/** Makes the Prisma client of every domain whose schema changed, and returns the names of those. */
export async function generateClients(all: readonly Domain[] = domains()): Promise<string[]> {
  const made: string[] = [];
  for (const domain of all) {
    const output = outputOf(domain);
    const hash = inputsOf(domain);
    const file = join(output, stamp);
    if (existsSync(file) && readFileSync(file, "utf8") === hash) continue;
    const { status, output: told } = await runPrisma(domain, ["generate", "--no-hints"], { stdio: "pipe" });
    if (status !== 0) throw new Error(`Prisma could not make the client of ${domain.name}:\n${told.trim()}`);
    writeFileSync(file, hash);
    made.push(domain.name);
  }
  return made;
}

// A client changes with its schema and with the generator.
function inputsOf(domain: Domain): string {
  const hash = createHash("sha256").update(readFileSync(require.resolve("prisma/package.json")));
  for (const { path, content } of schemaFiles(domain)) hash.update(path.slice(domain.schemaDir.length)).update(content);
  return hash.digest("hex");
}

function outputOf(domain: Domain): string {
  const output = schemaFiles(domain)
    .map(({ content }) => /generator\s+\w+\s*\{[^}]*output\s*=\s*"([^"]+)"/.exec(content)?.[1])
    .find((found) => found !== undefined);
  if (output === undefined) throw new Error(`The schema of ${domain.name} names no output for its client.`);
  return resolve(domain.schemaDir, output);
}
