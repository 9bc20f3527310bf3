import { readSupergraphConfig } from "@madang/contracts";

/** One subgraph as images, compose file and chart see it. */
export interface ServiceEntry {
  readonly name: string;
  readonly port: number;
  /** Secret settings beyond those that every subgraph has. */
  readonly secrets: readonly string[];
}

export const routerPort = 4000;

// What only one subgraph asks for. Everything else follows from its name.
const secrets: Readonly<Record<string, readonly string[]>> = {
  accounts: ["ACCESS_TOKEN_SECRET"],
  notifications: ["SMTP_URL"],
};

/** Every subgraph of `schema/supergraph.yaml`, in its order. */
export function services(): ServiceEntry[] {
  return readSupergraphConfig().map(({ name, port }) => ({ name, port, secrets: secrets[name] ?? [] }));
}
