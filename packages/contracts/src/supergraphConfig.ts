import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ContractError } from "./contractError.ts";
import { schemaDirectory } from "./paths.ts";

/** One entry of `schema/supergraph.yaml`. */
export interface SubgraphEntry {
  readonly name: string;
  /** The default address; `SUBGRAPH_URL_<NAME>` wins at run time. */
  readonly routingUrl: string;
  readonly port: number;
  /** Absolute path of the contract. */
  readonly contractFile: string;
}

const entry = z.strictObject({
  routing_url: z.url({ protocol: /^https?$/, error: "must be an http or https address" }),
  schema: z.strictObject({ file: z.string().endsWith(".graphql", "must name a .graphql file") }),
});

const config = z.strictObject({
  federation_version: z.string().regex(/^=\d+\.\d+\.\d+$/, "must be an exact version, as in =2.14.4"),
  subgraphs: z.record(z.string().regex(/^[a-z][a-z0-9]*$/, "must be lower-case letters and digits"), entry),
});

/** Reads THE list of subgraphs, in the order in which it is written. */
export function readSupergraphConfig(directory = schemaDirectory): SubgraphEntry[] {
  const file = resolve(directory, "supergraph.yaml");
  const parsed = config.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) {
    throw new ContractError(parsed.error.issues.map((issue) => `${file}: ${issue.path.join(".")} ${issue.message}.`));
  }

  const entries = Object.entries(parsed.data.subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    routingUrl: routing_url,
    port: portOf(routing_url),
    contractFile: resolve(directory, schema.file),
  }));
  for (const { name, port } of entries) {
    const other = entries.find((candidate) => candidate.port === port && candidate.name !== name);
    if (other) throw new ContractError([`${file}: ${name} and ${other.name} have the same port, ${port}.`]);
  }
  return entries;
}

function portOf(address: string): number {
  const url = new URL(address);
  if (url.port) return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
