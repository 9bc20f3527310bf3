import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { numbersOf, root } from "./runtime.mjs";
import { run } from "./spawn.mjs";

/** Why this Node cannot install the packages, or undefined. */
export function whyNotInstallable(version = process.version) {
  const [major, minor] = numbersOf(version);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24) return undefined;
  return `Madang needs Node 20.19, 22.12, 24 or newer to install its packages, and this is ${version}.`;
}

/** Whether everything that package-lock.json names is in node_modules, in that version. */
export function isInstalled(folder = root) {
  const installed = packagesIn(join(folder, "node_modules", ".package-lock.json"));
  const wanted = packagesIn(join(folder, "package-lock.json"));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return true;
    const found = installed[path];
    if (!found) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    // The folder's own list says nothing of the node_modules of a workspace that somebody deleted.
    if (!path.startsWith("node_modules/") && !existsSync(join(folder, path))) return false;
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link;
  });
}

/** Installs from the lock file unless that has been done; gives npm's exit code. */
export async function install() {
  if (isInstalled()) return 0;
  const refusal = whyNotInstallable();
  if (refusal) throw new Error(refusal);
  const count = Object.keys(packagesIn(join(root, "package-lock.json")) ?? {}).length;
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const say = (text) => process.stdout.write(`${text}\n`);
  say(`Installing ${count} packages from package-lock.json …`);
  const progress = setInterval(() => say(`  still installing, ${seconds()} s`), 10_000);
  try {
    const ended = await run(process.execPath, npm(), ["ci", "--no-audit", "--no-fund", "--loglevel=error"], root, {
      // Nothing of Prisma is downloaded: an engine that is said to be there is not fetched.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      // npm must not find the very programs that it is replacing.
      PATH: (process.env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => !folder.startsWith(join(root, "node_modules")))
        .join(delimiter),
    });
    if (ended === 0) say(`Installed in ${seconds()} s.`);
    else say("The packages could not be installed; npm's reason is above.");
    return ended;
  } finally {
    clearInterval(progress);
  }
}

function npm() {
  const script = process.env.npm_execpath;
  return script && existsSync(script) && script.endsWith(".js") ? ["node", script] : ["npm"];
}

function packagesIn(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    // A half-written file of an install that was cut off says the same as none.
    return undefined;
  }
}
