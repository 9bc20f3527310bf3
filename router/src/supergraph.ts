import { createHash } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IntrospectAndCompose, SupergraphManager } from "@apollo/gateway";
import { gatewaySupergraph } from "@madang/contracts";
import type { Logger } from "pino";

/** Loads the composed file, and again whenever it changes. One that cannot be used is refused; the old one serves on. */
export const supergraphFile = (file: string, log: Logger): SupergraphManager => ({
  async initialize({ update }) {
    const load = async () => gatewaySupergraph(await readFile(file, "utf8"));
    const first = await load();
    let current = hash(first);
    watchFile(file, { interval: 1_000 }, async () => {
      try {
        const next = await load();
        if (hash(next) === current) return;
        update(next);
        current = hash(next);
        log.info({ file }, "The graph has changed");
      } catch (err) {
        log.error({ err, file }, "The changed graph cannot be used; the old one serves on");
      }
    });
    return { supergraphSdl: first, cleanup: async () => unwatchFile(file) };
  },
});

/** Composes from what the subgraphs answer, and again whenever that changes: for development. */
export const introspectedGraph = (compose: IntrospectAndCompose): SupergraphManager => ({
  async initialize(options) {
    const { supergraphSdl, cleanup } = await compose.initialize({
      ...options,
      update: (sdl) => options.update(gatewaySupergraph(sdl)),
    });
    return { supergraphSdl: gatewaySupergraph(supergraphSdl), cleanup };
  },
});

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
