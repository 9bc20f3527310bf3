export { makeSubgraph } from "./makeSubgraph.ts";
export { type Names, namesOf } from "./names.ts";
