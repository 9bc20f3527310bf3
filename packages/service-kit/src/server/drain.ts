import type { FastifyInstance } from "fastify";

/**
 * Has answers that are given while the server closes end their connections. A connection kept alive by one would
 * otherwise hold the server open until its time is up.
 */
export function endConnectionsAtClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) reply.header("connection", "close");
    done();
  });
}
