import { Queue } from "bullmq";
import pg from "pg";
import type { Random } from "./random.ts";
import type { Shop } from "./shop.ts";

interface Delivery {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly name: string;
  readonly body: unknown;
  readonly traceparent: string | null;
}

const copies = 2;
const latestMs = 2_000;

/** Puts everything that was sent since then into the queues again: twice, in any order, some of it late. */
export async function repeatMessages({ databaseUrls, redis }: Shop, random: Random, since: Date): Promise<void> {
  const sent: { readonly from: string; readonly delivery: Delivery }[] = [];
  for (const [from, url] of Object.entries(databaseUrls))
    for (const delivery of await deliveriesOf(url, since)) sent.push({ from, delivery });
  const connection = { host: "127.0.0.1", port: redis.port, password: redis.password };
  const queues = new Map<string, Queue>();
  try {
    for (const { from, delivery } of random.shuffled(Array.from({ length: copies }, () => sent).flat())) {
      const { id, target, ...message } = delivery;
      const queue = queues.get(target) ?? new Queue(target, { connection, prefix: "chaos" });
      queues.set(target, queue);
      await queue.add(
        message.kind,
        { ...message, deliveryId: id, from },
        {
          jobId: `copy-${id}-${random.between(0, 1_000_000_000)}`,
          delay: random.between(0, latestMs),
          lifo: random.chance(0.5),
          attempts: 1_000,
          backoff: { type: "custom" },
          removeOnComplete: true,
          removeOnFail: true,
        },
      );
    }
  } finally {
    await Promise.all([...queues.values()].map((queue) => queue.close()));
  }
}

async function deliveriesOf(connectionString: string, since: Date): Promise<Delivery[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Delivery>(
      "SELECT id, kind, target, name, body, traceparent FROM kit_delivery WHERE created_at >= $1",
      [since],
    );
    return rows;
  } finally {
    await client.end();
  }
}
