import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";

const file = "libfaketime.so.1";
const folder = join(rootDirectory, ".madang", "faketime");
const places = ["/usr/lib", join(folder, "usr", "lib")];

/** What makes a process believe in another time. Its timers go on as they should: only what it calls now is wrong. */
export async function fakeTime(offset: string): Promise<Readonly<Record<string, string>>> {
  const library = find() ?? unpack();
  return { LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: "1", FAKETIME_DONT_RESET: "1" };
}

function find(): string | undefined {
  for (const place of places.filter(existsSync))
    for (const part of ["", ...readdirSync(place)])
      for (const path of [join(place, part, "faketime", file), join(place, part, file)])
        if (existsSync(path)) return path;
  return undefined;
}

/** The distribution's package, unpacked: nothing is installed. */
function unpack(): string {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const apt = join(unfinished, "apt");
    for (const needed of ["state/lists/partial", "cache/archives/partial"])
      mkdirSync(join(apt, needed), { recursive: true });
    // Its own lists and cache: the machine's may be empty, old, or not ours to write.
    const root = process.getuid?.() === 0 ? ["-o", "APT::Sandbox::User=root"] : [];
    const options = ["-qq", "-o", `Dir::State=${apt}/state`, "-o", `Dir::Cache=${apt}/cache`, ...root];
    run("apt-get", [...options, "update"], unfinished);
    run("apt-get", [...options, "download", "libfaketime"], unfinished);
    rmSync(apt, { recursive: true });
    for (const name of readdirSync(unfinished)) run("dpkg", ["-x", name, unfinished], unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  const found = find();
  if (!found) throw new Error("There is no libfaketime on this machine: install it for the rows about clocks.");
  return found;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
