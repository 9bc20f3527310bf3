import { spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { explainFailure, PostgresError } from "./PostgresError.ts";

/** Makes the data folder unless it is there; a folder is either whole or absent. */
export async function prepareDataFolder(
  binaries: Binaries,
  account: Account,
  dataDir: string,
  superuserPassword: string,
): Promise<void> {
  if (existsSync(dataDir) && contentsOf(dataDir).length > 0) return checkVersion(binaries, dataDir);
  // initdb works beside the folder and a rename puts it in place, so that being killed leaves nothing half-made.
  const unfinished = `${dataDir}.unfinished-${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  try {
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
    giveTo(account, unfinished);
    giveTo(account, passwordFile);
    await initdb(binaries, account, unfinished, passwordFile, dataDir);
    renameSync(unfinished, dataDir);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw isDiskFull(error) ? explainFailure("No space left on device", { dataDir, port: 0 }) : error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function initdb(binaries: Binaries, account: Account, folder: string, passwordFile: string, dataDir: string) {
  const args = [
    `--pgdata=${folder}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=icu",
    "--icu-locale=und",
    "--locale=C",
    `--lc-ctype=${process.platform === "darwin" ? "UTF-8" : "C.UTF-8"}`,
    "--no-sync",
  ];
  const child = spawn(binaries.initdb, args, { ...account, cwd: "/", stdio: ["ignore", "pipe", "pipe"], env: {} });
  let log = "";
  child.stdout.on("data", (chunk) => {
    log += chunk;
  });
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  if ((await promise) !== 0) throw explainFailure(log, { dataDir, port: 0 });
}

function checkVersion(binaries: Binaries, dataDir: string): void {
  const file = join(dataDir, "PG_VERSION");
  if (!existsSync(file) || !existsSync(join(dataDir, "global", "pg_control")))
    throw new PostgresError(
      "DATA_CORRUPT",
      `The folder ${dataDir} is not empty and holds no whole PostgreSQL database.`,
    );
  const found = readFileSync(file, "utf8").trim();
  const needed = binaries.version.split(".")[0];
  if (found !== needed)
    throw new PostgresError("DATA_VERSION", `The data in ${dataDir} is PostgreSQL ${found}'s, and this is ${needed}.`);
}

function contentsOf(dataDir: string): string[] {
  try {
    return readdirSync(dataDir);
  } catch (cause) {
    throw new PostgresError("DATA_UNREACHABLE", `The data folder ${dataDir} belongs to another user.`, { cause });
  }
}

function giveTo(account: Account, path: string): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}
