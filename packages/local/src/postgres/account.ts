import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Binaries } from "./binaries.ts";
import { PostgresError } from "./PostgresError.ts";

/** The system user that PostgreSQL runs as; undefined ids mean the one that runs this process. */
export type Account = { readonly uid?: number; readonly gid?: number };

const unprivileged = ["nobody", "postgres", "daemon"];

/** PostgreSQL refuses root, so as root it gets the data folder's owner or an existing user without rights. */
export function chooseAccount(dataDir: string): Account {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  for (const name of unprivileged) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new PostgresError("DATA_UNREACHABLE", "PostgreSQL may not run as root, and this system has no user `nobody`.");
}

/** The folder to use: the wanted one, or a stable place under the temporary folders when the account cannot reach it. */
export function reachableDataDir(wanted: string, account: Account): string {
  const path = resolve(wanted);
  if (account.uid === undefined) {
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }
  mkdirSync(dirname(path), { recursive: true });
  if (canEnter(dirname(path), account)) return path;
  const parent = sharedFolder(account);
  return join(parent, createHash("sha256").update(path).digest("hex").slice(0, 16));
}

/** The binaries, copied to where the account can run them when it cannot run them in place. */
export function reachableBinaries(binaries: Binaries, account: Account): Binaries {
  if (account.uid === undefined || canRun(binaries.postgres, account)) return binaries;
  const copy = join(sharedFolder(account), `postgresql-${binaries.version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(binaries.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    try {
      renameSync(unfinished, copy);
    } catch (error) {
      rmSync(unfinished, { recursive: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return binaries.at(copy);
}

// Under a folder that everyone may write to, a name is only safe when nobody else made it first.
function sharedFolder(account: Account): string {
  for (const root of ["/var/tmp", tmpdir()]) {
    const folder = join(root, `madang-${account.uid}`);
    if (!existsSync(root) || !canEnter(root, account)) continue;
    if (!existsSync(folder)) {
      mkdirSync(folder, { mode: 0o755 });
      if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
    }
    const found = lstatSync(folder);
    if (found.isDirectory() && found.uid === account.uid) return folder;
  }
  throw new PostgresError("DATA_UNREACHABLE", "PostgreSQL needs a folder under /var/tmp that only its own user owns.");
}

function canEnter(folder: string, account: Account): boolean {
  return asAccount(account, ["/bin/sh", "-c", 'cd "$0"', folder]);
}

function canRun(program: string, account: Account): boolean {
  return asAccount(account, ["/bin/sh", "-c", '"$0" --version', program]);
}

function asAccount(account: Account, [command = "", ...args]: string[]): boolean {
  return spawnSync(command, args, { ...account, cwd: "/", stdio: "ignore" }).status === 0;
}

function idOf(flag: string, name: string): number | undefined {
  const found = spawnSync("id", [flag, name], { encoding: "utf8" });
  return found.status === 0 ? Number(found.stdout) : undefined;
}
