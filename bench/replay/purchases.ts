/** A line of an acknowledged order, with what it cost in minor units. */
export interface BoughtLine {
  readonly lineId: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly shippingMinor: bigint;
}

export interface Bought {
  readonly orderId: string;
  readonly lines: readonly BoughtLine[];
}

export interface Taken {
  readonly orderId: string;
  readonly lines: { lineId: string; quantity: number }[];
}

/** What a customer has bought and not given back. */
export class Purchases {
  readonly #orders: { readonly bought: Bought; readonly left: Map<string, number> }[] = [];

  add(bought: Bought): void {
    this.#orders.push({ bought, left: new Map(bought.lines.map(({ lineId, quantity }) => [lineId, quantity])) });
  }

  /** Gives pieces back, of the newest orders first; `missing` is what was never bought, or given back before. */
  take(wanted: readonly { readonly variantId: string; readonly quantity: number }[]) {
    const missing: { variantId: string; quantity: number }[] = [];
    const taken = new Map<string, { lineId: string; quantity: number }[]>();
    for (const { variantId, quantity } of wanted) {
      let open = quantity;
      for (const { bought, left } of this.#orders.toReversed()) {
        for (const { lineId } of bought.lines.filter((line) => line.variantId === variantId)) {
          const pieces = Math.min(open, left.get(lineId) ?? 0);
          if (pieces === 0) continue;
          open -= pieces;
          taken.set(bought.orderId, [...(taken.get(bought.orderId) ?? []), { lineId, quantity: pieces }]);
        }
      }
      if (open > 0) missing.push({ variantId, quantity: open });
    }
    const calls: Taken[] = [...taken].map(([orderId, lines]) => ({ orderId, lines }));
    for (const call of calls) this.giveBack(call);
    return { calls, missing };
  }

  giveBack({ orderId, lines }: Taken): void {
    const order = this.#orders.find(({ bought }) => bought.orderId === orderId);
    if (!order) throw new Error(`${orderId} was never bought.`);
    for (const { lineId, quantity } of lines) order.left.set(lineId, (order.left.get(lineId) ?? 0) - quantity);
  }
}

/** What pieces `from` to `to` of a line were bought for: each sum is spread over the pieces as the order froze it. */
export function amountOf(line: BoughtLine, from: number, to: number): bigint {
  const part = (sum: bigint) => {
    const upTo = (piece: number) => (sum * BigInt(piece)) / BigInt(line.quantity);
    return upTo(to) - upTo(from);
  };
  const { unitPriceMinor, discountMinor, taxMinor, shippingMinor } = line;
  return unitPriceMinor * BigInt(to - from) - part(discountMinor) + part(taxMinor) + part(shippingMinor);
}

export const totalOf = ({ lines }: Bought) => lines.reduce((sum, line) => sum + amountOf(line, 0, line.quantity), 0n);
