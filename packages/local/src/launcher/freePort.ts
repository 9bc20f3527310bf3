import { once } from "node:events";
import { createServer } from "node:net";
import process from "node:process";

/**
 * Below the ports that systems lend to outgoing connections (from 32768 on Linux): one of those may be lent to a
 * connection between being found free and being listened on.
 */
const [first, count] = [10_000, 10_000];
/** Processes begin apart from each other, and none gives a port twice before it has been through all. */
let next = (process.pid * 97) % count;

/** A port of the loopback address that nobody listens on just now. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = first + next;
    next = (next + 1) % count;
    try {
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      server.close();
      await once(server, "close");
      return port;
    } catch (error) {
      if (attempt === 100) throw error;
    }
  }
}
