import { ledgerTotals } from "../calls/ledgerTotals.ts";
import { orderTotals } from "../calls/orderTotals.ts";
import type { Context } from "../context.ts";
import { movementTotals, placedTotals } from "../data/ownTotals.ts";
import { compareTotals, type Difference } from "../domain/compareTotals.ts";

/** What is younger may be on its way: a delivery is late after as long. */
const settlesInMs = 15 * 60_000;
const ever = new Date(0);

/** What this room and another both count must be the same. `room` is the other. */
export function acrossRooms({ db, call }: Pick<Context, "db" | "call">, now: Date) {
  const time = { from: ever, to: new Date(now.getTime() - settlesInMs) };
  return [
    {
      room: "payments",
      check: "money-equals-ledger",
      findings: call(ledgerTotals, time).then(async (totals) =>
        found(
          compareTotals(
            ["captured", "refunded", "charged back"],
            { room: "payments", totals },
            await movementTotals(db, time.from, time.to),
          ),
        ),
      ),
    },
    {
      room: "orders",
      check: "sales-equal-orders",
      findings: call(orderTotals, time).then(async (totals) =>
        found(
          compareTotals(["orders", "total"], { room: "orders", totals }, await placedTotals(db, time.from, time.to)),
        ),
      ),
    },
  ];
}

const found = (differences: readonly Difference[]) =>
  differences.map(({ currency, detail }) => ({ subject: currency, detail }));
