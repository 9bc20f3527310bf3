import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { type Domain, domains, schemaFiles } from "./domains.ts";
import { prismaEnvironment } from "./environment.ts";

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
    await prisma(domain, ["generate", "--no-hints"]);
    writeFileSync(file, hash);
    made.push(domain.name);
  }
  return made;
}

/** Runs the ordinary CLI for one domain and returns what it printed. */
export async function prisma(domain: Domain, args: readonly string[], url?: string): Promise<string> {
  const cli = join(dirname(require.resolve("prisma/package.json")), "build/index.js");
  const config = resolve(import.meta.dirname, "../../../prisma/prisma.config.ts");
  const child = spawn(process.execPath, [cli, ...args, "--config", config], {
    env: { ...prismaEnvironment(domain.name, url), MADANG_DOMAIN_DIR: domain.schemaDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const { promise, resolve: done, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", done);
  const status = await promise;
  if (status !== 0) throw new Error(`prisma ${args.join(" ")} failed for ${domain.name}:\n${output.trim()}`);
  return output;
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
