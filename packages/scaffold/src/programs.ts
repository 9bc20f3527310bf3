import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

/** A step that did not work: what it was and what it said. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
}

/** Runs a program of the checkout to its end; throws what it said when it fails. */
export function run(what: string, [program, ...args]: readonly [string, ...string[]], root: string): void {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env["PATH"] ?? ""}` },
  });
  if (error) throw new StepFailed(`${what} did not work: ${error.message}.`);
  if (status !== 0) throw new StepFailed(`${what} did not work:\n${stdout}${stderr}`.trimEnd());
}
