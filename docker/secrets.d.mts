/** The subgraphs of a supergraph.yaml, in its order. */
export function subgraphNames(yaml: string): string[];
/** Everything secret that the stack needs; what `known` has already stays. */
export function secrets(names: readonly string[], known?: Readonly<Record<string, string>>): Record<string, string>;
/** The text of docker/.env with everything secret in it; its other lines stay. */
export function completed(text: string, names: readonly string[]): string;
