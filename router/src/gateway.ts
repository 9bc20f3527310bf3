import { ApolloGateway, type GraphQLDataSource, IntrospectAndCompose } from "@apollo/gateway";
import { readSupergraphConfig } from "@madang/contracts";
import { type Environment, type IdentitySigner, settingName } from "@madang/service-kit";
import type { Tracer } from "@opentelemetry/api";
import type { Logger } from "pino";
import type { RouterSettings } from "./env.ts";
import { ownSubgraph } from "./ownSubgraph.ts";
import type { ServiceWatch } from "./serviceWatch.ts";
import { SubgraphSource } from "./subgraphSource.ts";
import { introspectedGraph, supergraphFile } from "./supergraph.ts";

/** Where each subgraph is: its own setting, the template, or what the composed file says. */
export function subgraphUrls(env: Environment): { name: string; url: string }[] {
  return readSupergraphConfig().map(({ name, routingUrl }) => ({
    name,
    url:
      env[settingName("SUBGRAPH_URL", name)] ?? env["SUBGRAPH_URL_TEMPLATE"]?.replaceAll("{name}", name) ?? routingUrl,
  }));
}

export interface GatewayOptions {
  readonly settings: RouterSettings;
  readonly subgraphs: readonly { name: string; url: string }[];
  readonly signer: IdentitySigner;
  readonly watch: ServiceWatch;
  readonly tracer: Tracer;
  readonly log: Logger;
}

/** The gateway over all subgraphs, each behind its own kept connections. */
export function createGateway({ settings, subgraphs, signer, watch, tracer, log }: GatewayOptions): {
  gateway: ApolloGateway;
  close: () => Promise<void>;
} {
  const sources = new Map<string, SubgraphSource>();
  const sourceOf = (name: string, fallback?: string) => {
    const known = sources.get(name);
    if (known) return known;
    const url = subgraphs.find((subgraph) => subgraph.name === name)?.url ?? fallback;
    if (url === undefined) throw new Error(`There is no subgraph ${name}.`);
    const { SUBGRAPH_TIMEOUT_MS: timeoutMs, SUBGRAPH_CONNECTIONS: connections } = settings;
    const source = new SubgraphSource({ name, url, timeoutMs, connections, signer, tracer });
    sources.set(name, source);
    return source;
  };
  const own = ownSubgraph((name, query, variables, context) => sourceOf(name).ask(query, variables, context), watch);
  const buildService = ({ name, url }: { name: string; url?: string }): GraphQLDataSource =>
    name === "router" ? own : sourceOf(name, url);

  const introspect = settings.ROUTER_COMPOSITION === "introspect";
  const gateway = new ApolloGateway({
    supergraphSdl: introspect
      ? introspectedGraph(
          new IntrospectAndCompose({
            subgraphs: [...subgraphs, { name: "router", url: "local://router" }],
            pollIntervalInMs: 2_000,
            logger: serverLog(log),
          }),
        )
      : supergraphFile(settings.SUPERGRAPH_FILE, log),
    buildService,
    logger: serverLog(log),
  });
  return {
    gateway,
    close: async () => void (await Promise.allSettled([...sources.values()].map((source) => source.close()))),
  };
}

/** Apollo's own voice: what it warns of is worth a line, the rest is not. */
export const serverLog = (log: Logger) => ({
  debug: (message: unknown) => log.debug(message),
  info: (message: unknown) => log.debug(message),
  warn: (message: unknown) => log.warn(message),
  error: (message: unknown) => log.error(message),
});
