import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PostgresError } from "./PostgresError.ts";

const ownerFile = "madang.owner";

/** Says whose the running server is, so that a later start can tell an orphan from a neighbour. */
export function claim(dataDir: string): void {
  writeFileSync(join(dataDir, ownerFile), `${process.pid} ${startOf(process.pid)}\n`);
}

/** A server in this folder that a living launcher started: its port, or undefined. */
export function runningPort(dataDir: string): number | undefined {
  const server = serverIn(dataDir);
  return server && isAlive(server.pid) && hasOwner(dataDir) ? server.port : undefined;
}

/** Ends the server of a launcher that was killed, and removes a lock file that names no server. */
export async function clearLeftovers(dataDir: string): Promise<void> {
  const server = serverIn(dataDir);
  if (!server) return;
  if (!isServerOf(server.pid, dataDir)) return rmSync(join(dataDir, "postmaster.pid"), { force: true });
  if (hasOwner(dataDir))
    throw new PostgresError("ALREADY_RUNNING", `PostgreSQL already runs in ${dataDir}, on port ${server.port}.`);
  process.kill(server.pid, "SIGINT");
  for (let waited = 0; isAlive(server.pid); waited += 50) {
    if (waited === 20_000) process.kill(server.pid, "SIGQUIT");
    await sleep(50);
  }
}

function serverIn(dataDir: string): { pid: number; port: number } | undefined {
  const file = join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

function hasOwner(dataDir: string): boolean {
  const file = join(dataDir, ownerFile);
  if (!existsSync(file)) return false;
  const [pid = "", ...start] = readFileSync(file, "utf8").trim().split(" ");
  return isAlive(Number(pid)) && startOf(Number(pid)) === start.join(" ");
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // Dead, but not yet collected by its parent; in a container that may be never.
  if (process.platform === "linux" && statOf(pid)[1] === "Z") return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

// A process id alone may have been given to another program since.
function isServerOf(pid: number, dataDir: string): boolean {
  return isAlive(pid) && describe(pid, "command").includes(dataDir);
}

function startOf(pid: number): string {
  return describe(pid, "lstart").trim().replaceAll(/\s+/g, " ");
}

function describe(pid: number, column: string): string {
  if (process.platform === "linux") {
    if (column === "lstart") return statOf(pid)[20] ?? "";
    return readIfThere(`/proc/${pid}/cmdline`);
  }
  try {
    return execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" });
  } catch {
    // `ps` fails for a process that has gone, which is an answer.
    return "";
  }
}

/** Linux's own account of a process, from the end of its name on: state, parent and so forth. */
function statOf(pid: number): string[] {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")")).split(" ");
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process has gone, which is an answer.
    return "";
  }
}
