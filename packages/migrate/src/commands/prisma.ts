import { createMigration } from "../createMigration.ts";
import { type Domain, domainNamed } from "../domains.ts";
import { generateClients } from "../generateClients.ts";
import { runPrisma } from "../runPrisma.ts";
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
  if (offline.has(args[0] ?? "")) return (await runPrisma(domain, args, { stdio: "inherit" })).status;
  await using database = await openDatabase(domain);
  // The CLI's own `migrate dev` wants a terminal to ask questions in.
  if (args[0] === "migrate" && args[1] === "dev" && !process.stdin.isTTY) return await develop(domain, database.url);
  return (await runPrisma(domain, args, { url: database.url, stdio: "inherit" })).status;
}

async function develop(domain: Domain, url: string): Promise<number> {
  const draft = args.includes("--create-only");
  const made = await createMigration(domain, url, { name: option("--name", "-n"), draft });
  const outcome = made === undefined ? "the migrations say what the schema says" : `wrote ${made}`;
  process.stdout.write(`${name}: ${outcome}.\n`);
  if (!draft) await generateClients([domain]);
  return 0;
}

function option(...flags: readonly string[]): string {
  const at = args.findIndex((arg) => flags.includes(arg));
  const value = at < 0 ? undefined : args[at + 1];
  if (value === undefined)
    throw new Error(`A migration needs a name: npm run prisma -- ${name} migrate dev --name add_phone`);
  return value;
}
