const key = "madang.cart";

/** The token of a guest's cart: it outlives the page, because a guest comes back to a full cart. */
export const guestCart = {
  token: (): string | null => localStorage.getItem(key),
  keep: (token: string) => localStorage.setItem(key, token),
  forget: () => localStorage.removeItem(key),
};
