import { processOf, type Sql } from "@madang/service-kit";

const patienceMs = 1_500;
const lookEveryMs = 25;

/** Waits a moment for the checkout of an order to be over; false when it is not. */
export async function checkoutOver(db: Sql, orderId: string): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while ((await processOf(db, "checkout", orderId))?.status === "RUNNING") {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return true;
}
