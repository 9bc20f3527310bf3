import { setTimeout as sleep } from "node:timers/promises";
import type { Shopping } from "./checkout.ts";
import { cancelOrder, cancelShape, contentsOf, isOrder, type Order } from "./documents.ts";
import type { Plan } from "./plan.ts";

const pauseMs = 250;
/** An account's cart has grown long when its checkouts were refused again and again. */
const mostCalls = 6;

interface Wanted {
  readonly lineId: string;
  readonly quantity: number;
}

/** Cancels what the plan says, one call after the other. */
export async function cancelAsPlanned(plan: Plan, order: Order, shopping: Shopping): Promise<void> {
  for (const [i, lines] of callsOf(plan, order).entries())
    await cancel(plan, order, lines, `cancel-${plan.id}-${i}`, shopping);
}

function callsOf({ cancel }: Plan, { lines }: Order): readonly (readonly Wanted[] | null)[] {
  const pieces = lines.flatMap(({ id, quantity }) =>
    Array.from({ length: quantity }, () => ({ lineId: id, quantity: 1 })),
  );
  if (cancel === "nothing") return [];
  if (cancel === "all") return [null];
  if (cancel === "one piece") return [pieces.slice(0, 1)];
  return pieces.slice(0, mostCalls).map((piece) => [piece]);
}

/** The call that cancels, until it is answered. Null for everything. */
export async function cancel(
  plan: Pick<Plan, "id" | "method">,
  order: Pick<Order, "id">,
  lines: readonly Wanted[] | null,
  key: string,
  { graph, journal, staff, patienceMs }: Shopping,
): Promise<string | null> {
  const input = { id: order.id, idempotencyKey: key, reason: "Changed their mind", ...(lines && { lines }) };
  const until = performance.now() + patienceMs;
  const pieces = lines?.reduce((sum, { quantity }) => sum + quantity, 0) ?? null;
  journal.askedToCancel.add(plan.id);
  for (;;) {
    const answered = await graph.ask(cancelShape, cancelOrder, { input }, await staff.headers());
    if ("data" in answered) {
      const answer = answered.data.cancelOrder;
      const status = isOrder(answer) ? answer.status : answer.__typename;
      const contents = isOrder(answer) ? contentsOf(answer) : null;
      const told = { orderId: order.id, status, pieces, contents, mayFail: plan.method === "CARD_CAPTURE_FAILS" };
      journal.acks.push({ checkout: plan.id, key, kind: "CANCELLED", ...told });
      return status;
    }
    if (performance.now() > until) return null;
    await sleep(pauseMs);
  }
}
