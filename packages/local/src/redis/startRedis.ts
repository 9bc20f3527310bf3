import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { z } from "zod";
import { freePort } from "../launcher/freePort.ts";
import { collect } from "../launcher/listening.ts";
import { end, know } from "../launcher/processInfo.ts";
import { Refusal } from "../launcher/Refusal.ts";
import { findRedis, type RedisProgram } from "./findRedis.ts";

export interface RedisOptions {
  /** Where the append-only file is kept; made when it is missing. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Keeps its clients out of one another's way on a shared machine; a new one when left out. */
  readonly password?: string;
}

export interface RunningRedis extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const note = z.object({ pid: z.number().int(), started: z.string() });

/** Starts a Redis that keeps what it is given: append-only, nothing evicted, loopback only. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const program = await findRedis();
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await clearRedisLeftovers(dataDir);
  const port = options.port === 0 ? await freePort() : options.port;
  const password = options.password ?? randomBytes(18).toString("base64url");
  return serve(program, dataDir, port, password);
}

/** Ends the server that a killed launcher left in this folder. */
export async function clearRedisLeftovers(dataDir: string): Promise<void> {
  const file = join(dataDir, "server.json");
  if (!existsSync(file)) return;
  const known = note.safeParse(parse(readFileSync(file, "utf8")));
  if (known.success) await end(known.data);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off while it was written: that server ended with its launcher.
    return undefined;
  }
}

async function serve(program: RedisProgram, dataDir: string, port: number, password: string): Promise<RunningRedis> {
  // Its own session: a Ctrl-C in the terminal must reach the services first and Redis last.
  const child = spawn(program.path, ["-"], {
    detached: true,
    env: { ...process.env, ...program.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const log = collect(child.stdout, child.stderr);
  const ended = new Promise<void>((done) => void child.once("close", () => done()).once("error", () => done()));
  child.stdin.on("error", () => undefined);
  // The settings go through the pipe, because anybody may read a command line.
  child.stdin.end(settings(dataDir, port, password));
  const letGo = endWithLauncher(child);
  const stop = async () => {
    if (isAlive(child)) child.kill("SIGTERM");
    await ended;
    letGo();
  };
  const url = `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  try {
    if (child.pid !== undefined) writeFileSync(join(dataDir, "server.json"), JSON.stringify(know(child.pid)));
    await answering(url, child, () => explain(log(), dataDir, port));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, pid: child.pid ?? 0, stop, [Symbol.asyncDispose]: stop };
}

function settings(dataDir: string, port: number, password: string): string {
  return [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${dataDir.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`,
    "appendonly yes",
    "appendfsync everysec",
    'save ""',
    "maxmemory-policy noeviction",
    "daemonize no",
    "protected-mode yes",
    "",
  ].join("\n");
}

async function answering(url: string, child: ChildProcess, failure: () => Refusal): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  // Each attempt below reports its own failure.
  client.on("error", () => undefined);
  try {
    for (;;) {
      if (!isAlive(child)) throw failure();
      const answer = await client.connect().then(
        () => client.ping(),
        () => undefined,
      );
      if (answer === "PONG" && isAlive(child)) return;
      await sleep(20);
    }
  } finally {
    client.disconnect();
  }
}

function explain(log: string, dataDir: string, port: number): Refusal {
  if (/Address already in use/.test(log))
    return new Refusal(`Port ${port} is taken by another program, so Redis cannot start.`);
  if (/No space left on device/.test(log))
    return new Refusal(`The disk that holds ${dataDir} is full, so Redis cannot start.`);
  if (/Bad file format|Unrecoverable error|Unexpected end of file|Wrong signature|Can't open/.test(log))
    return new Refusal(
      `The data of Redis in ${dataDir} is damaged: delete that folder, and what is unsent is sent again.`,
    );
  const last = log.trim().split("\n").at(-1) ?? "";
  return new Refusal(`Redis did not start: ${last.replace(/^.*[#*] /, "").trim() || "it gave no reason"}.`);
}

// A launcher that dies without a word closes this pipe, and Redis ends with it instead of living on alone.
function endWithLauncher(child: ChildProcess): () => void {
  if (process.platform === "win32" || child.pid === undefined) return () => undefined;
  const script = 'read -r word; [ "$word" = done ] || kill "$0"';
  const watch = spawn("/bin/sh", ["-c", script, String(child.pid)], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watch.stdin.on("error", () => undefined);
  watch.unref();
  return () => void watch.stdin.end("done\n");
}

const isAlive = (child: ChildProcess) =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;
