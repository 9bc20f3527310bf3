import { isId, problem } from "@madang/service-kit";
import type { Context } from "../context.ts";
import { findOrders } from "../data/orders.ts";

/** Does something to the checkout of an order, for staff; tells the order as it stands then. */
export async function steer({ db, tell }: Pick<Context, "db" | "tell">, id: string, act: () => Promise<boolean>) {
  const [known] = isId("order", id) ? await findOrders(db, [id]) : [];
  if (!known) return tell(problem("OrderNotFound"));
  if (!(await act())) return tell(problem("CheckoutOver"));
  const [order] = await findOrders(db, [id]);
  return order ?? known;
}
