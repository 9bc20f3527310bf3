import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { collect } from "../launcher/listening.ts";
import { Refusal } from "../launcher/Refusal.ts";
import type { RedisProgram } from "./findRedis.ts";

/** The server that was unpacked earlier, or undefined. */
export function unpackedRedis(folder: string): RedisProgram | undefined {
  const path = join(folder, "usr", "bin", "redis-server");
  if (!existsSync(path)) return undefined;
  const libraries = join(folder, "usr", "lib");
  const triplets = readdirSync(libraries, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = [libraries, ...triplets.map(({ name }) => join(libraries, name))];
  return { path, env: { LD_LIBRARY_PATH: paths.join(":") } };
}

/** Downloads the distribution's package and the libraries it needs, and unpacks them: nothing is installed, nobody is root. */
export async function unpackRedis(folder: string): Promise<RedisProgram | undefined> {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  try {
    const apt = join(unfinished, "apt");
    const archives = join(unfinished, "archives");
    for (const needed of ["state/lists/partial", "cache/archives/partial"])
      mkdirSync(join(apt, needed), { recursive: true });
    mkdirSync(archives, { recursive: true });
    // Its own lists and cache: the machine's may be empty, old, or not ours to write.
    const options = [
      ["Dir::State", join(apt, "state")],
      ["Dir::Cache", join(apt, "cache")],
      ["APT::Sandbox::User", process.getuid?.() === 0 ? "root" : ""],
      ["Acquire::Languages", "none"],
      ["Acquire::Retries", "3"],
    ].flatMap(([name, value]) => (value ? ["-o", `${name}=${value}`] : []));

    await run("apt-get", ["-qq", ...options, "update"], archives);
    const packages = await neededPackages(options, archives);
    await run("apt-get", ["-qq", ...options, "download", ...packages], archives);
    for (const file of readdirSync(archives)) await run("dpkg", ["-x", join(archives, file), unfinished], archives);
    rmSync(apt, { recursive: true });
    rmSync(archives, { recursive: true });
    putInPlace(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return unpackedRedis(folder);
}

/** The server, its tools and their libraries, without those that apt itself could not have run without. */
async function neededPackages(options: readonly string[], cwd: string): Promise<string[]> {
  const dependsOn = async (...names: string[]) => {
    const text = await run("apt-cache", [...options, "depends", "--important", ...names], cwd);
    return new Set([...text.matchAll(/Depends: ([a-z0-9.+-]+)/g)].flatMap(([, name]) => name ?? []));
  };
  const present = await dependsOn("apt");
  const wanted = await dependsOn("redis-server", "redis-tools");
  const libraries = [...wanted].filter((name) => /^(lib|lua)/.test(name) && !present.has(name));
  return ["redis-server", "redis-tools", ...libraries];
}

// Two starts may unpack at once; both results are the same, so the first one stays.
function putInPlace(from: string, to: string): void {
  if (existsSync(to) && !unpackedRedis(to)) rmSync(to, { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (!unpackedRedis(to)) throw error;
  }
}

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(program, args, { cwd, env: { ...process.env, LC_ALL: "C" }, stdio: ["ignore", "pipe", "pipe"] });
  const output = collect(child.stdout);
  const complaints = collect(child.stderr);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  if ((await promise) === 0) return output();
  const complaint = complaints();
  const reason =
    complaint.split("\n").find((line) => line.startsWith("E: ")) ?? complaint.trim().split("\n").at(-1) ?? "";
  const full = /No space left on device/.test(complaint) ? "the disk is full" : reason.replace("E: ", "").trim();
  throw new Refusal(
    `Redis could not be downloaded from this machine's package sources (${full}): install redis-server, or set REDIS_URL.`,
  );
}
