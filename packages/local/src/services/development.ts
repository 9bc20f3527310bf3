import { spawn } from "node:child_process";
import { join } from "node:path";
import { root, settingName } from "../env.ts";
import type { Ground } from "../launcher/launch.ts";
import { sentenceOf } from "../launcher/Refusal.ts";
import { type Child, type ChildOptions, startChild } from "./child.ts";
import { prepareDatabase } from "./databases.ts";
import { routerProcess, subgraphProcess } from "./processes.ts";
import { type Change, changeOf, watchSources } from "./watched.ts";

// An editor writes a file in several steps, and a `git switch` many files.
const quiet = 150;

/** Starts a process for each service, and starts it again when its files change. One that fails waits for the next change. */
export async function startDevelopment({ names, ports, settingsOf }: Ground, say: (line: string) => void) {
  const options = new Map<string, Omit<ChildOptions, "died">>(
    names.map((name) => [name, subgraphProcess(name, "all", ports.api[name] ?? 0, settingsOf)]),
  );
  options.set("router", routerProcess(ports, settingsOf, { ROUTER_COMPOSITION: "introspect" }));
  const children = new Map<string, Child>();

  const start = async (service: string) => {
    const known = options.get(service);
    if (!known) return;
    const child = startChild({ ...known, died: (sentence) => say(`${sentence} It starts again at the next change.`) });
    children.set(service, child);
    await child.ready;
  };
  const restart = async (service: string, why: string) => {
    const began = performance.now();
    await children.get(service)?.stop();
    await start(service).then(
      () => say(`${service} started again in ${Math.round(performance.now() - began)} ms (${why}).`),
      (error: unknown) => say(sentenceOf(error) ?? String(error)),
    );
  };
  const handle = async (change: Change, path: string) => {
    if (change.kind === "one") return restart(change.service, path);
    if (change.kind === "generate") {
      if (!(await generate())) return say(`Nothing was started again: correct ${path} first.`);
      if (change.service) await migrateAgain(change.service, settingsOf);
    }
    const concerned = change.kind === "generate" && change.service ? [change.service] : names;
    for (const service of concerned) await restart(service, path);
  };

  const attempt = (service: string) =>
    start(service).catch((error: unknown) => say(sentenceOf(error) ?? String(error)));
  await Promise.all(names.map(attempt));
  await attempt("router");

  const pending = new Map<string, { change: Change; path: string }>();
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const work = async () => {
    const changes = [...pending.values()];
    pending.clear();
    const widest = changes.find(({ change }) => change.kind === "all");
    for (const { change, path } of widest ? [widest] : changes) await handle(change, path);
    // It cannot start before every subgraph has once told what it is.
    if (!children.get("router")?.isRunning()) await attempt("router");
  };
  const watching = watchSources((path) => {
    const change = changeOf(path, names);
    if (!change) return;
    pending.set(JSON.stringify(change), { change, path });
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(work).catch((error: unknown) => say(sentenceOf(error) ?? String(error)));
    }, quiet);
  });

  const stop = async () => {
    watching[Symbol.dispose]();
    clearTimeout(timer);
    await working;
    await children.get("router")?.stop();
    await Promise.all([...children.values()].map((child) => child.stop()));
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

async function migrateAgain(name: string, settingsOf: Ground["settingsOf"]): Promise<void> {
  const settings = settingsOf(name, { port: 0 });
  const url = settings[settingName("DATABASE_URL", name)];
  if (url) await prepareDatabase(name, url, settings);
}

function generate(): Promise<boolean> {
  const command = join(root, "packages", "contracts", "src", "commands", "generate.ts");
  const child = spawn(process.execPath, [command], { cwd: root, stdio: "inherit" });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  child.once("error", reject).once("close", (code) => resolve(code === 0));
  return promise;
}
