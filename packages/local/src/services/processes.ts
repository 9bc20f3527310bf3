import { join } from "node:path";
import { root } from "../env.ts";

import type { LocalPorts } from "../launcher/ports.ts";
import type { SettingsOf } from "../settings/serviceSettings.ts";
import { type Child, type ChildOptions, startChild } from "./child.ts";

/** Starts a process for each role of each subgraph and one for the router, as in production. */
export async function startProcesses(
  names: readonly string[],
  ports: LocalPorts,
  settingsOf: SettingsOf,
  died: (sentence: string) => void,
): Promise<AsyncDisposable> {
  const services = names.flatMap((name) => [
    subgraphProcess(name, "api", ports.api[name] ?? 0, settingsOf),
    subgraphProcess(name, "worker", ports.worker[name] ?? 0, settingsOf),
  ]);
  return startAll(services, ports, settingsOf, died);
}

/** The subgraphs' processes first, then the router; when one does not start, the others are stopped again. */
export async function startAll(
  services: readonly Omit<ChildOptions, "died">[],
  ports: LocalPorts,
  settingsOf: SettingsOf,
  died: (sentence: string) => void,
): Promise<AsyncDisposable> {
  let up = false;
  const start = (options: Omit<ChildOptions, "died">): Child =>
    // Until all are up, whoever waits for it is told instead.
    startChild({ ...options, died: (sentence) => (up ? died(sentence) : undefined) });
  await using starting = new AsyncDisposableStack();
  const children = services.map(start);
  starting.defer(async () => void (await Promise.all(children.map((child) => child.stop()))));
  await Promise.all(children.map((child) => child.ready));
  const router = starting.use(start(routerProcess(ports, settingsOf)));
  await router.ready;
  up = true;
  return starting.move();
}

/** How a subgraph is started in one role. */
export function subgraphProcess(name: string, role: "api" | "worker" | "all", port: number, settingsOf: SettingsOf) {
  const main = join(root, "subgraphs", name, "src", "main.ts");
  return {
    title: role === "all" ? name : `${name} (${role})`,
    main,
    args: [role],
    env: settingsOf(name, { port }),
    port,
  };
}

/** How the router is started. */
export function routerProcess(ports: LocalPorts, settingsOf: SettingsOf, extra: Readonly<Record<string, string>> = {}) {
  const port = ports.router;
  const main = join(root, "router", "src", "main.ts");
  return { title: "the router", main, args: [], env: { ...settingsOf("router", { port }), ...extra }, port };
}
