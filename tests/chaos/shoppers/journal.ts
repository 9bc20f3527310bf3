/** What clients were told, as they remember it: the shop has to keep its word. */
export interface Ack {
  readonly checkout: string;
  readonly key: string;
  readonly kind: "PLACED" | "CANCELLED";
  readonly orderId: string;
  readonly status: string;
  readonly quantity: number | null;
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
}

/** Everything that happened in a row of the matrix, seen from outside. */
export interface Journal {
  readonly checkouts: Checkout[];
  readonly acks: Ack[];
  readonly faults: Fault[];
  /** Checkouts whose orders somebody asked to be cancelled, whatever the answer was. */
  readonly cancelled: Set<string>;
  begin(id: string, plan: string): Checkout;
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
    cancelled: new Set(),
    begin: (id, plan) => {
      const checkout: Checkout = { id, plan, began: performance.now(), ended: null, outcome: null };
      checkouts.push(checkout);
      return checkout;
    },
    during: async (name, work) => {
      const fault: Fault = { name, from: performance.now(), to: null };
      faults.push(fault);
      try {
        return await work();
      } finally {
        fault.to = performance.now();
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
