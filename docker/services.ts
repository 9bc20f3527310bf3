import { readSupergraphConfig } from "@madang/contracts";

/** One subgraph as images, compose file and chart see it. */
export interface ServiceEntry {
  readonly name: string;
  readonly port: number;
  /** Secret settings beyond those that every subgraph has. */
  readonly secrets: readonly string[];
  /** Secret settings that it does without when they are not there. */
  readonly optionalSecrets: readonly string[];
  /** Whether outside parties post to it, below `/webhooks/`. */
  readonly webhooks: boolean;
}

export const routerPort = 4000;

// What only one subgraph asks for. Everything else follows from its name.
const secrets: Readonly<Record<string, readonly string[]>> = {
  accounts: ["ACCESS_TOKEN_SECRET"],
  notifications: ["SMTP_URL"],
};

const optionalSecrets: Readonly<Record<string, readonly string[]>> = {
  payments: ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"],
};

const webhooks: readonly string[] = ["payments"];

/** Every subgraph of `schema/supergraph.yaml`, in its order. */
export function services(): ServiceEntry[] {
  return readSupergraphConfig().map(({ name, port }) => ({
    name,
    port,
    secrets: secrets[name] ?? [],
    optionalSecrets: optionalSecrets[name] ?? [],
    webhooks: webhooks.includes(name),
  }));
}
