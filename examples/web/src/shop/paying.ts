const item = "madang.paying";

/** The order that this browser is paying; a guest sees it by the token of the cart that it was made of. */
export interface Paying {
  readonly orderId: string;
  readonly token: string | null;
}

/** Kept beside the page, because the way to the bank and back leaves it. */
export const paying = {
  keep: (order: Paying) => sessionStorage.setItem(item, JSON.stringify(order)),
  read: (): Paying | null => {
    const kept: unknown = JSON.parse(sessionStorage.getItem(item) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { orderId, token }: { orderId?: unknown; token?: unknown } = kept;
    return typeof orderId === "string" ? { orderId, token: typeof token === "string" ? token : null } : null;
  },
};
