import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { npm } from "./env.ts";
import { run } from "./programs.ts";

const lockFile = z.looseObject({ packages: z.record(z.string(), z.unknown()) });

/**
 * Makes npm know the new workspace. It depends on nothing that the others do not, so the lock file is written without a
 * network, and the one link is set here: an install of everything would take a minute and could change more.
 */
export function linkWorkspace(name: string, root: string): void {
  const quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  run("Adding it to package-lock.json", [...npm(), "install", "--package-lock-only", "--offline", ...quietly], root);

  const scope = join(root, "node_modules", "@madang");
  mkdirSync(scope, { recursive: true });
  symlinkSync(join("..", "..", "subgraphs", name), join(scope, name), "junction");
  noteAsInstalled([`node_modules/@madang/${name}`, `subgraphs/${name}`], root);
}

// npm's list of what is in node_modules, by which the next start sees that nothing is missing.
function noteAsInstalled(entries: readonly string[], root: string): void {
  const file = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(file)) return;
  const wanted = read(join(root, "package-lock.json"));
  const installed = read(file);
  for (const entry of entries) installed.packages[entry] = wanted.packages[entry];
  writeFileSync(file, `${JSON.stringify(installed, null, 2)}\n`);
}

const read = (file: string) => lockFile.parse(JSON.parse(readFileSync(file, "utf8")));
