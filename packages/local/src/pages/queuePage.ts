import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import { Queue } from "bullmq";
import Fastify from "fastify";
import { Redis } from "ioredis";
import { portOf } from "../launcher/listening.ts";
import { localOnly } from "./localOnly.ts";

export interface QueuePageOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly redisUrl: string;
  readonly prefix: string;
  /** One queue for each subgraph, by its name. */
  readonly queues: readonly string[];
}

/** Starts the page on which the queues are looked at, and their jobs tried again. */
export async function startQueuePage({ port, redisUrl, prefix, queues }: QueuePageOptions) {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  // The page shows what it cannot reach; a line for each attempt would drown everything else.
  connection.on("error", () => undefined);
  const opened = queues.map((name) => new Queue(name, { connection, prefix, skipMetasUpdate: true }));
  for (const queue of opened) queue.on("error", () => undefined);

  const adapter = new FastifyAdapter();
  adapter.setBasePath("/");
  createBullBoard({ queues: opened.map((queue) => new BullMQAdapter(queue)), serverAdapter: adapter });
  const page = Fastify({ logger: false });
  localOnly(page);
  page.register(adapter.registerPlugin());
  await page.listen({ port, host: "127.0.0.1" });

  const stop = async () => {
    await page.close();
    await Promise.all(opened.map((queue) => queue.close()));
    connection.disconnect();
  };
  const used = portOf(page.addresses()[0]);
  return { url: `http://127.0.0.1:${used}/`, stop, [Symbol.asyncDispose]: stop };
}
