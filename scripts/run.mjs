// Runs one task of package.json. Plain JavaScript without dependencies, because it has to work before anything is installed.
import { constants } from "node:os";
import { install, whyNotInstallable } from "./install.mjs";
import { root, runtime } from "./runtime.mjs";
import { run, stopping } from "./spawn.mjs";
import { tasks } from "./tasks.mjs";

const [name = "", ...args] = process.argv.slice(2);
const task = tasks[name];

process.exitCode = await main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return 1;
});

async function main() {
  if (!task) throw new Error(`There is no task "${name}"; there are ${Object.keys(tasks).join(", ")}.`);
  const installed = await install();
  if (installed !== 0) return exitCode(installed);
  const node = runtime();
  // Below turbo everything that a task needs has been done by turbo.
  const insideTurbo = process.env.TURBO_HASH !== undefined;
  const commands = insideTurbo ? task.commands : [...(task.first ?? []), ...(task.viaTurbo ?? task.commands)];
  const failed = [];
  for (const command of commands) {
    const last = command === commands.at(-1);
    const code = exitCode(await run(node, command, last ? args : [], root));
    if (stopping()) return code === 0 && !last ? 130 : code;
    if (code !== 0 && !task.keepGoing) return code;
    if (code !== 0) failed.push(command.join(" "));
  }
  if (!task.keepGoing) return 0;
  const summary = failed.length
    ? `${failed.length} of ${commands.length} checks failed:\n  ${failed.join("\n  ")}`
    : "All checks pass.";
  process.stdout.write(`\n${summary}\n`);
  return failed.length ? 1 : 0;
}

function exitCode(ended) {
  return typeof ended === "string" ? 128 + (constants.signals[ended] ?? 0) : ended;
}

export { whyNotInstallable };
