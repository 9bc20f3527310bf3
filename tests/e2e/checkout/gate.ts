import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type GateState = "open" | "shut" | "broken";

export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** Open lets through, shut keeps everybody waiting, broken resets whoever comes. */
  state: GateState;
  /** Called with each piece of an answer before it is passed on. */
  onAnswer: (() => Promise<void> | void) | null;
}

/** A network that can fail, in front of a real service. */
export async function openGate(target: { readonly url: string }): Promise<Gate> {
  const { port, pathname } = new URL(target.url);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let state: GateState = "open";

  const pass = (client: Socket) => {
    const service = connect(Number(port), "127.0.0.1");
    sockets.add(service);
    for (const socket of [client, service]) {
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        service.destroy();
      });
    }
    client.on("data", (bytes) => {
      const send = () => void (service.destroyed || service.write(bytes));
      if (state === "broken") client.resetAndDestroy();
      else if (state === "shut") held.push(send);
      else send();
    });
    service.on("data", (bytes) => {
      void Promise.resolve(gate.onAnswer?.()).then(() => client.destroyed || client.write(bytes));
    });
  };

  const server = createServer((client) => {
    sockets.add(client);
    pass(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;

  const gate: Gate = {
    url: `http://127.0.0.1:${address.port}${pathname}`,
    get state() {
      return state;
    },
    set state(wanted) {
      state = wanted;
      if (wanted === "open") for (const send of held.splice(0)) send();
    },
    onAnswer: null,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return gate;
}
