export { readSupergraph } from "./committed.ts";
export { type Composition, compose } from "./compose.ts";
export { contractDocument, contractOf } from "./contract.ts";
export { ContractError } from "./contractError.ts";
export { gatewaySupergraph } from "./gatewaySupergraph.ts";
export { rootDirectory, schemaDirectory } from "./paths.ts";
export { type NodeType, nodesLimit, routerEntry, routerSubgraph } from "./routerSubgraph.ts";
export { readSupergraphConfig, type SubgraphEntry } from "./supergraphConfig.ts";
