import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type DataOf, type Envelope, type EventDefinition, problem, Queues, toJson } from "@madang/service-kit";
import type { PlantedShop } from "./shop.ts";
import { withStep } from "./undoing.ts";

interface Told {
  readonly envelope: Envelope;
  readonly subscribers: readonly string[];
}

function told<E extends EventDefinition>(event: E, data: DataOf<E>, time: Date): Told {
  const parsed = event.data.parse(data);
  const envelope: Envelope = {
    specversion: "1.0",
    id: randomUUID(),
    source: "/madang/orders",
    type: event.type,
    subject: event.subject(parsed),
    time: time.toISOString(),
    datacontenttype: "application/json",
    sequence: 1,
    schemaversion: event.version,
    data: JSON.parse(toJson(parsed)),
  };
  return { envelope, subscribers: event.subscribers };
}

async function send(queues: Queues, { envelope, subscribers }: Told): Promise<void> {
  const message = { kind: "event", from: "orders", name: envelope.type, body: envelope, traceparent: null } as const;
  for (const target of subscribers) await queues.send(target, [{ ...message, deliveryId: randomUUID() }]);
}

/** Orders whose `confirm` tells the others by the queue itself, and then its transaction is rolled back. */
export async function publishBeforeCommit({ orders, redis }: PlantedShop): Promise<AsyncDisposable> {
  await using planting = new AsyncDisposableStack();
  const queues = new Queues({ REDIS_URL: redis.url, QUEUE_PREFIX: redis.prefix });
  planting.defer(() => queues.close());
  while (!queues.connected) await sleep(10);
  const altered = withStep("confirm", (step) => {
    if (!("act" in step)) throw new Error("An order is not confirmed by an action any more.");
    return {
      ...step,
      act: async (work, state) => {
        const events: Told[] = [];
        await step.act({ ...work, publish: (event, data) => void events.push(told(event, data, work.now)) }, state);
        for (const event of events) await send(queues, event);
        return problem("OrderNotPlaced");
      },
    };
  });
  planting.use(await orders.replacedBy(altered));
  return planting.move();
}
