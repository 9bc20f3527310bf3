import { createServer } from "node:net";
import type { SubgraphEntry } from "@madang/contracts/supergraphConfig";
import { Refusal } from "./Refusal.ts";

/** The base that the ports in `supergraph.yaml` are written for. */
export const defaultBase = 4000;

const offsets = { smtp: 25, postgres: 32, redis: 79, mailPage: 80, queuePage: 90, paymentSandbox: 91 } as const;
const workerOffset = 100;

/** Who listens where on this machine. */
export interface LocalPorts {
  readonly router: number;
  readonly smtp: number;
  readonly postgres: number;
  readonly redis: number;
  readonly mailPage: number;
  readonly queuePage: number;
  readonly paymentSandbox: number;
  /** The API of each subgraph. */
  readonly api: Readonly<Record<string, number>>;
  /** Health and metrics of each worker, when workers are processes of their own. */
  readonly worker: Readonly<Record<string, number>>;
}

/** All ports, moved together so that two checkouts run side by side; each takes two hundred from its base. */
export function localPorts(subgraphs: readonly SubgraphEntry[], base = defaultBase): LocalPorts {
  const moved = (port: number) => port - defaultBase + base;
  return {
    router: base,
    smtp: base + offsets.smtp,
    postgres: base + offsets.postgres,
    redis: base + offsets.redis,
    mailPage: base + offsets.mailPage,
    queuePage: base + offsets.queuePage,
    paymentSandbox: base + offsets.paymentSandbox,
    api: Object.fromEntries(subgraphs.map(({ name, port }) => [name, moved(port)])),
    worker: Object.fromEntries(subgraphs.map(({ name, port }) => [name, moved(port) + workerOffset])),
  };
}

/** Refuses, before anything is started, when somebody else listens on a port that is needed. */
export async function requireFree(needed: ReadonlyMap<string, number>): Promise<void> {
  const taken: string[] = [];
  for (const [who, port] of needed) if (!(await isFree(port))) taken.push(`${port} (${who})`);
  if (taken.length === 0) return;
  const ports = taken.length === 1 ? `Port ${taken[0]} is` : `Ports ${taken.join(", ")} are`;
  throw new Refusal(
    `${ports} taken by another program: end that, or set MADANG_PORT_BASE to move all of Madang's ports.`,
  );
}

/** Whether nobody listens on a port. */
export async function isFree(port: number): Promise<boolean> {
  // Listening on one address succeeds beside a listener on all of them on some systems, so both are tried.
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const server = createServer();
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
    if (!(await promise)) return false;
  }
  return true;
}
