import type { FastifyInstance } from "fastify";

const hosts = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Keeps a page to whoever sits at this machine. It listens on the loopback address only; a site elsewhere could still
 * point a name of its own there, or let the visitor's browser send a form, and is turned away here.
 */
export function localOnly(page: FastifyInstance): void {
  page.addHook("onRequest", async (request, reply) => {
    const site = request.headers["sec-fetch-site"];
    const foreignWrite = request.method !== "GET" && site !== undefined && site !== "same-origin" && site !== "none";
    if (!hosts.test(request.headers.host ?? "") || foreignWrite)
      return reply.code(403).send("This page is local only.\n");
  });
}
