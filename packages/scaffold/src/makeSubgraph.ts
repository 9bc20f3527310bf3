import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { namesOf } from "./names.ts";
import { withVersions } from "./packageFile.ts";
import { run } from "./programs.ts";
import { addEntry } from "./supergraphEntry.ts";
import { templateFiles } from "./template.ts";
import { linkWorkspace } from "./workspaceLink.ts";

/** Makes a subgraph whose name was found good, says what it is doing, and gives the port. A failure takes all of it back. */
export function makeSubgraph(name: string, root: string, say: (line: string) => void): number {
  using made = new DisposableStack();
  for (const folder of [`subgraphs/${name}`, `prisma/${name}`, `schema/${name}.graphql`])
    made.defer(() => rmSync(join(root, folder), { recursive: true, force: true }));
  for (const { path, text } of templateFiles(namesOf(name))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path.endsWith("/package.json") ? withVersions(text, root) : text);
  }
  linkKit(join(root, "prisma", name));
  putBack(made, "schema/supergraph.yaml", root);
  const port = addEntry(name, root);

  say("Linking it as a workspace …");
  putBack(made, "package-lock.json", root);
  putBack(made, "node_modules/.package-lock.json", root);
  made.defer(() => rmSync(join(root, "node_modules/@madang", name), { force: true }));
  linkWorkspace(name, root);
  const files = [`schema/${name}.graphql`, `subgraphs/${name}`];
  run("Formatting", ["biome", "check", "--write", "--error-on-warnings", ...files], root);
  say("Composing the graph; making types, Prisma client, compose file and chart …");
  const commands = ["packages/contracts/src/commands/generate.ts", "docker/generate.ts", "helm/generate.ts"];
  for (const command of commands) run(command, [process.execPath, command], root);
  made.move();
  return port;
}

/** Has a file be as it is now, should anything fail. */
function putBack(made: DisposableStack, path: string, root: string): void {
  const file = join(root, path);
  if (!existsSync(file)) return;
  const before = readFileSync(file);
  made.defer(() => writeFileSync(file, before));
}

/** The migrations that every database has, by the file that each is a link to. */
const kitMigrations = { "20261120000000_kit": "kit.sql", "20261121000000_kit_2": "kit-2.sql" } as const;

function linkKit(domain: string): void {
  for (const [name, file] of Object.entries(kitMigrations)) {
    const migration = join(domain, "migrations", name);
    mkdirSync(migration, { recursive: true });
    symlinkSync(join("..", "..", "..", file), join(migration, "migration.sql"));
  }
  symlinkSync(join("..", "kit.prisma"), join(domain, "kit.prisma"));
}
