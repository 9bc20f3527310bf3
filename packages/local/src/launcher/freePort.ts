import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that systems lend to outgoing connections (from 32768 on Linux): one of those may be lent to a
 * connection between being found free and being listened on.
 */
const [first, end] = [10_000, 20_000];

/** A port of the loopback address that nobody listens on just now. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = randomInt(first, end);
    try {
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      server.close();
      await once(server, "close");
      return port;
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}
