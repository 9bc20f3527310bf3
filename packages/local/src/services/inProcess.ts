import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startSubgraph } from "@madang/service-kit";
import type { Environment } from "../env.ts";
import { root } from "../env.ts";
import type { LocalPorts } from "../launcher/ports.ts";
import { Refusal } from "../launcher/Refusal.ts";
import type { SettingsOf } from "../settings/serviceSettings.ts";

/** Starts every subgraph and then the router, all in this process; they still speak to one another over HTTP. */
export async function startInProcess(
  names: readonly string[],
  ports: LocalPorts,
  settingsOf: SettingsOf,
): Promise<AsyncDisposable> {
  // Loading keeps this process busy for seconds, in which connections that are already open would time out.
  const subgraphs = await Promise.all(names.map(loadSubgraph));
  const { startRouter }: RouterModule = await import(fileUrl("router", "src", "index.ts"));

  await using starting = new AsyncDisposableStack();
  const started = subgraphs.map(async (subgraph) => {
    const { name } = subgraph;
    const service = await startSubgraph(subgraph, {
      env: settingsOf(name, { port: portOf(ports, name) }),
      role: "all",
    });
    starting.defer(() => service.stop());
  });
  await Promise.allSettled(started);
  await Promise.all(started);
  const router = await startRouter({ env: settingsOf("router", { port: ports.router }) });
  starting.defer(() => router.stop());
  return starting.move();
}

async function loadSubgraph(name: string) {
  const module: Record<string, unknown> = await import(fileUrl("subgraphs", name, "src", "subgraph.ts"));
  const subgraph = module[name];
  if (!isSubgraph(subgraph)) throw new Refusal(`subgraphs/${name}/src/subgraph.ts does not export \`${name}\`.`);
  return subgraph;
}

interface RouterModule {
  startRouter(options: { readonly env: Environment }): Promise<{ stop(): Promise<void> }>;
}

function isSubgraph(value: unknown): value is Parameters<typeof startSubgraph>[0] {
  return typeof value === "object" && value !== null && "name" in value && "resolvers" in value;
}

function portOf(ports: LocalPorts, name: string): number {
  const port = ports.api[name];
  if (port === undefined) throw new Error(`There is no port for ${name}.`);
  return port;
}

const fileUrl = (...path: readonly string[]) => pathToFileURL(join(root, ...path)).href;
