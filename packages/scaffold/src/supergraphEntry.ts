import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSupergraphConfig } from "@madang/contracts";
import { parseDocument } from "yaml";

/** Adds a subgraph to `schema/supergraph.yaml` at the next port; everything else stays as it is written. */
export function addEntry(name: string, root: string): number {
  const directory = join(root, "schema");
  const port = Math.max(4000, ...readSupergraphConfig(directory).map((subgraph) => subgraph.port)) + 1;
  const file = join(directory, "supergraph.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  const schema = document.createNode({ file: `./${name}.graphql` });
  schema.flow = true;
  document.setIn(["subgraphs", name, "routing_url"], `http://127.0.0.1:${port}/graphql`);
  document.setIn(["subgraphs", name, "schema"], schema);
  writeFileSync(file, document.toString({ lineWidth: 0 }));
  return port;
}
