import { type Link, openLink } from "./link.ts";

/** All the ways there are between the processes of one shop: each pair has its own, so each can fail alone. */
export interface Network extends AsyncDisposable {
  /** The way from one process to another's port, made when it is first asked for. */
  link(from: string, to: string, port: () => number): Promise<Link>;
  find(from: string, to: string): Link;
  all(): readonly Link[];
  /** Every way is open again. */
  heal(): void;
}

export function openNetwork(): Network {
  const links = new Map<string, Link>();
  const nameOf = (from: string, to: string) => `${from} → ${to}`;
  return {
    link: async (from, to, port) => {
      const name = nameOf(from, to);
      const made = links.get(name) ?? (await openLink(name, port));
      links.set(name, made);
      return made;
    },
    find: (from, to) => {
      const link = links.get(nameOf(from, to));
      if (!link) throw new Error(`There is no way ${nameOf(from, to)}.`);
      return link;
    },
    all: () => [...links.values()],
    heal: () => {
      for (const link of links.values()) if (link.state !== "open") link.become("open");
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...links.values()].map((link) => link[Symbol.asyncDispose]()));
    },
  };
}
