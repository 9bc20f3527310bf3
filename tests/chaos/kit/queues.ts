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
/** So many of each publisher's are enough to keep a room busy for a moment. */
const someMessages = 20;

interface Sent {
  readonly from: string;
  readonly delivery: Delivery;
}

/** Puts everything that was sent since then into the queues again: twice, in any order, some of it late. */
export async function repeatMessages(shop: Shop, random: Random, since: Date): Promise<void> {
  await sendAgain(shop, random, await sentBefore(shop, "WHERE created_at >= $1", () => [since]));
}

/** The same of some that make work for one room: what it hears, and what others have to acknowledge to it. */
export async function repeatMessagesOf(shop: Shop, random: Random, room: string): Promise<void> {
  const which = "WHERE target = $1 OR $1 = $2 ORDER BY created_at DESC LIMIT $3";
  await sendAgain(shop, random, await sentBefore(shop, which, (from) => [room, from, someMessages]));
}

async function sentBefore(
  { databaseUrls }: Shop,
  which: string,
  values: (from: string) => readonly unknown[],
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const [from, url] of Object.entries(databaseUrls))
    for (const delivery of await deliveriesOf(url, which, values(from))) sent.push({ from, delivery });
  return sent;
}

async function sendAgain({ redis }: Shop, random: Random, sent: readonly Sent[]): Promise<void> {
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

async function deliveriesOf(connectionString: string, which: string, values: readonly unknown[]): Promise<Delivery[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Delivery>(
      `SELECT id, kind, target, name, body, traceparent FROM kit_delivery ${which}`,
      [...values],
    );
    return rows;
  } finally {
    await client.end();
  }
}
