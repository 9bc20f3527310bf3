/** How long carts are kept. */
export interface Keeping {
  readonly CART_GUEST_DAYS: number;
  readonly CART_ACCOUNT_DAYS: number;
}

const day = 86_400_000;

const daysOf = ({ accountId }: { readonly accountId: string | null }, keeping: Keeping) =>
  accountId === null ? keeping.CART_GUEST_DAYS : keeping.CART_ACCOUNT_DAYS;

/** When a cart ends if nothing changes. */
export const endOf = (cart: { readonly accountId: string | null; readonly updatedAt: Date }, keeping: Keeping) =>
  new Date(cart.updatedAt.getTime() + daysOf(cart, keeping) * day);

/** Carts that last changed before these moments have ended. */
export const endedBefore = (now: Date, keeping: Keeping) => ({
  guests: new Date(now.getTime() - keeping.CART_GUEST_DAYS * day),
  accounts: new Date(now.getTime() - keeping.CART_ACCOUNT_DAYS * day),
});
