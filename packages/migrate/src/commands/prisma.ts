import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { createMigration } from "../createMigration.ts";
import { domainNamed } from "../domains.ts";
import { prismaEnvironment } from "../environment.ts";
import { openDatabase } from "./openDatabase.ts";

const [name = "", ...args] = process.argv.slice(2);
const offline = new Set(["generate", "format", "validate", "version", "--help", "--version"]);

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  if (name === "") throw new Error("Say which domain: npm run prisma -- accounts migrate dev --name add_phone");
  const domain = domainNamed(name);
  if (offline.has(args[0] ?? "")) return cli(prismaEnvironment(name));
  await using database = await openDatabase(domain);
  // The CLI's own `migrate dev` wants a terminal to ask questions in.
  if (args[0] === "migrate" && args[1] === "dev" && !process.stdin.isTTY) {
    const made = await createMigration(domain, database.url, {
      name: option("--name", "-n"),
      draft: args.includes("--create-only"),
    });
    process.stdout.write(
      made === undefined ? `${name}: the migrations say what the schema says.\n` : `${name}: wrote ${made}\n`,
    );
    return args.includes("--create-only") ? 0 : await cli(prismaEnvironment(name), ["generate", "--no-hints"]);
  }
  return await cli(prismaEnvironment(name, database.url));
}

async function cli(env: NodeJS.ProcessEnv, command: readonly string[] = args): Promise<number> {
  const require = createRequire(import.meta.url);
  const entry = join(dirname(require.resolve("prisma/package.json")), "build/index.js");
  const config = resolve(import.meta.dirname, "../../../../prisma/prisma.config.ts");
  const child = spawn(process.execPath, [entry, ...command, "--config", config], { env, stdio: "inherit" });
  const { promise, resolve: done, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", done);
  return (await promise) ?? 1;
}

function option(...flags: readonly string[]): string {
  const at = args.findIndex((arg) => flags.includes(arg));
  const value = at < 0 ? undefined : args[at + 1];
  if (value === undefined)
    throw new Error(`A migration needs a name: npm run prisma -- ${name} migrate dev --name add_phone`);
  return value;
}
