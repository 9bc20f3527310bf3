import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * What a link does with what it carries. `open` passes it on; `slow` passes it on late; `reset` breaks every
 * connection, the ones there are and those that come; `cut` refuses connections and closes those there are;
 * `silent` takes connections and bytes and passes nothing on, which is what a half-open connection looks like;
 * `oneWay` passes on what is asked and keeps back what is answered.
 */
export type LinkState = "open" | "slow" | "reset" | "cut" | "silent" | "oneWay";

/** The way between two processes, which can fail. */
export interface Link extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly state: LinkState;
  /** How many connections it has carried. */
  readonly carried: number;
  /** How late a slow link passes things on. */
  delayMs: number;
  become(state: LinkState): void;
  /** Breaks the connections there are; new ones are as good as before. */
  breakConnections(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A proxy on the loopback address in front of a port, which may move. */
export async function openLink(name: string, targetPort: () => number): Promise<Link> {
  const pairs = new Set<Pair>();
  let state: LinkState = "open";
  let carried = 0;

  const breakConnections = () => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };

  const carry = (from: Socket, to: Socket, answer: boolean) => {
    let last = Promise.resolve();
    from.on("data", (bytes) => {
      if (state === "silent" || (state === "oneWay" && answer)) return;
      from.pause();
      last = last
        .then(() => (state === "slow" ? sleep(link.delayMs) : undefined))
        .then(() => {
          if (to.destroyed) return;
          if (to.write(bytes)) from.resume();
          else to.once("drain", () => from.resume());
        });
    });
    // What is still on its way arrives before the end does; a silent link keeps that back too.
    from.on("end", () => void last.then(() => (state === "silent" || to.destroyed ? undefined : to.end())));
    from.on("error", () => to.destroy());
    from.on("close", () => (state === "silent" ? undefined : void last.then(() => to.destroy())));
  };

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    client.setNoDelay(true);
    carried += 1;
    if (state === "reset" || state === "cut") return void client.resetAndDestroy();
    const server = connect({ port: targetPort(), host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const pair = { client, server };
    pairs.add(pair);
    const gone = () => client.destroyed && server.destroyed && pairs.delete(pair);
    client.on("close", gone);
    server.on("close", gone);
    carry(client, server, false);
    carry(server, client, true);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  if (typeof address !== "object" || address === null) throw new Error(`${name} does not listen.`);

  const link: Link = {
    name,
    port: address.port,
    get state() {
      return state;
    },
    get carried() {
      return carried;
    },
    delayMs: 0,
    become: (wanted) => {
      const swallowed = state === "silent" || state === "oneWay";
      state = wanted;
      // Bytes are missing from what a silent link carried: what is left of it is of no use to anybody.
      if (swallowed || wanted === "reset" || wanted === "cut") breakConnections();
    },
    breakConnections,
    [Symbol.asyncDispose]: async () => {
      breakConnections();
      listener.close();
      await once(listener, "close");
    },
  };
  return link;
}
