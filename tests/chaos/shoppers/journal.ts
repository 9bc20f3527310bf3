import type { Plan } from "./plan.ts";

/** What clients were told, as they remember it: the shop has to keep its word. */
export interface Ack {
  readonly checkout: string;
  readonly key: string;
  readonly kind: "PLACED" | "CANCELLED";
  readonly orderId: string;
  readonly status: string;
  /** How many pieces were cancelled; null for the whole order, and when it was placed. */
  readonly pieces: number | null;
  /** What the order was said to hold; null when the answer was no order. */
  readonly contents: Contents | null;
  /** Paid with a card that can be authorized and not captured: what was confirmed may come to nothing. */
  readonly mayFail: boolean;
}

/** What an order holds, whatever is cancelled of it afterwards. */
export interface Contents {
  readonly pieces: number;
  readonly totalMinor: bigint;
}

/** One checkout, from the moment that it was asked for. */
export interface Checkout {
  readonly id: string;
  readonly plan: string;
  readonly began: number;
  ended: number | null;
  outcome: string | null;
}

/** A fault, while it lasted. */
export interface Fault {
  readonly name: string;
  readonly from: number;
  to: number | null;
  /** The same by the clock on the wall, by which the mail box's files are dated. */
  readonly struckAt: Date;
  overAt: Date | null;
}

/** Everything that happened in a row of the matrix, seen from outside. */
export interface Journal {
  readonly checkouts: Checkout[];
  readonly acks: Ack[];
  readonly faults: Fault[];
  /** Checkouts whose orders somebody asked to be cancelled, whatever the answer was. */
  readonly askedToCancel: Set<string>;
  /** Requests that were not answered with data. */
  readonly failures: string[];
  begin(plan: Pick<Plan, "id" | "guest" | "method" | "greedy">): Checkout;
  /** Notes a fault for as long as the work takes. */
  during<T>(name: string, work: () => Promise<T>): Promise<T>;
  unfinished(): number;
  /** Pairs of a fault and a checkout that was under way while it lasted. */
  hits(): number;
}

export function openJournal(): Journal {
  const checkouts: Checkout[] = [];
  const faults: Fault[] = [];
  return {
    checkouts,
    faults,
    acks: [],
    askedToCancel: new Set(),
    failures: [],
    begin: ({ id, guest, method, greedy }) => {
      const plan = `${guest ? "guest" : "account"} ${method}${greedy ? " greedy" : ""}`;
      const checkout: Checkout = { id, plan, began: performance.now(), ended: null, outcome: null };
      checkouts.push(checkout);
      return checkout;
    },
    during: async (name, work) => {
      const fault: Fault = { name, from: performance.now(), to: null, struckAt: new Date(), overAt: null };
      faults.push(fault);
      try {
        return await work();
      } finally {
        fault.to = performance.now();
        fault.overAt = new Date();
      }
    },
    unfinished: () => checkouts.filter(({ ended }) => ended === null).length,
    hits: () =>
      checkouts.flatMap(({ began, ended }) =>
        faults.filter(
          ({ from, to }) => began <= (to ?? Number.POSITIVE_INFINITY) && from <= (ended ?? Number.POSITIVE_INFINITY),
        ),
      ).length,
  };
}
