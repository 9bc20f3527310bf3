import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { searchPath } from "../env.ts";
import { folders } from "../launcher/folders.ts";
import { Refusal } from "../launcher/Refusal.ts";
import { unpackedRedis, unpackRedis } from "./unpackRedis.ts";

export interface RedisProgram {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

const names = ["redis-server", "valkey-server"];

const commands: readonly (readonly [manager: string, command: string])[] = [
  ["brew", "brew install redis"],
  ["dnf", "sudo dnf install valkey"],
  ["apk", "sudo apk add redis"],
  ["pacman", "sudo pacman -S valkey"],
  ["zypper", "sudo zypper install redis"],
  ["apt-get", "sudo apt-get install redis-server"],
];

let found: Promise<RedisProgram> | undefined;

/** A Redis server: this machine's, else the distribution's package, unpacked without root into `.madang/redis`. */
export function findRedis(): Promise<RedisProgram> {
  found ??= find();
  return found;
}

async function find(): Promise<RedisProgram> {
  for (const name of names) {
    const path = onPath(name);
    if (path && works({ path, env: {} })) return { path, env: {} };
  }
  const folder = folders.redisProgram;
  const unpacked =
    unpackedRedis(folder) ?? (onPath("apt-get") && onPath("dpkg") ? await unpackRedis(folder) : undefined);
  if (unpacked && works(unpacked)) return unpacked;
  const command = commands.find(([manager]) => onPath(manager))?.[1];
  throw new Refusal(
    `There is no Redis on this machine: ${command ? `run \`${command}\`` : "install redis-server or valkey-server"}, or set REDIS_URL.`,
  );
}

/** Where a program is on the PATH. */
export function onPath(name: string): string | undefined {
  // /usr/sbin is missing from the PATH of ordinary users on Debian.
  const places = [...searchPath().split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // That is the answer to the question.
    return false;
  }
}

function works({ path, env }: RedisProgram): boolean {
  return spawnSync(path, ["--version"], { env: { ...process.env, ...env }, stdio: "ignore" }).status === 0;
}
