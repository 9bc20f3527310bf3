import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const bin = join(root, "node_modules", ".bin");

/** [major, minor] of a version such as v22.18.0. */
export function numbersOf(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return [major, minor];
}

/** The Node that runs TypeScript: the installed one, else this one when it can. */
export function runtime(version = process.version) {
  const installed = join(bin, process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(installed)) return installed;
  const [major] = numbersOf(version);
  if (major >= 24) return process.execPath;
  throw new Error(
    `There is no Node 24 among the installed packages for ${process.platform}-${process.arch}: install Node 24 yourself; this is ${version}.`,
  );
}

/** The environment of every command: the installed programs come first. */
export function environment(extra = {}) {
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    ...extra,
  };
}
