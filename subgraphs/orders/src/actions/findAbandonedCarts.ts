import type { Work } from "../context.ts";
import { findAbandoned } from "../data/oldCarts.ts";
import { endedBefore } from "../domain/cartEnd.ts";

/** How many are looked at at once: for each of them other rooms are asked. */
export const remindedAtOnce = 20;

const hour = 3_600_000;

/** Accounts' carts that were left alone, and have not ended yet. */
export const findAbandonedCarts = ({ tx, now, settings }: Work) =>
  findAbandoned(
    tx,
    {
      from: endedBefore(now, settings).accounts,
      to: new Date(now.getTime() - settings.CART_ABANDONED_HOURS * hour),
    },
    remindedAtOnce,
  );
