import { spawn } from "node:child_process";
import { environment } from "./runtime.mjs";

let child;
let signal;

/** Whether somebody asked for the end. */
export const stopping = () => signal !== undefined;

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    signal = name;
    child?.kill(name);
  });
}

// npm passes signals on, but not its own violent death: without this the task would live on alone.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => {
    if (process.ppid !== parent && !stopping()) process.kill(process.pid, "SIGTERM");
  }, 500).unref();
}

/** Runs a command to its end: its exit code, or the name of the signal that ended it. */
export function run(node, [program, ...fixed], args, cwd, extra = {}) {
  return new Promise((resolve, reject) => {
    // The task watches this process, and ends when it is gone.
    const env = environment({ MADANG_PARENT: String(process.pid), ...extra });
    const file = program === "node" ? node : program;
    child = spawn(file, [...fixed, ...args], { cwd, env, stdio: "inherit" });
    child.once("error", (error) => reject(new Error(`${program} could not be started: ${error.message}.`)));
    child.once("exit", (code, ended) => resolve(code ?? ended ?? 1));
  });
}
