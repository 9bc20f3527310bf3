import { Prisma } from "./__generated__/prisma/client.ts";
import type { Tx } from "./database.ts";

/** Everything that is made of facts. */
const made = [
  "account",
  "category",
  "product",
  "variant",
  "sold_name",
  "sales_order",
  "sales_line",
  "buyer_order",
  "money_movement",
  "sales_figure",
  "variant_figure",
].map((name) => Prisma.raw(name));

/**
 * Puts an empty table of this transaction's own before each of those that are made of facts: whoever counts in it,
 * counts beside the others, which everyone else goes on to see.
 */
export async function countBeside(tx: Tx): Promise<void> {
  for (const table of made)
    await tx.$executeRaw`CREATE TEMPORARY TABLE ${table} (LIKE public.${table} INCLUDING ALL) ON COMMIT DROP`;
  // Statements that this connection prepared before still mean the tables that everyone sees.
  await tx.$executeRaw`DISCARD PLANS`;
}

/** Puts what was made beside in the place of what is different from it, with the commit. False when nothing is. */
export async function takeOver(tx: Tx): Promise<boolean> {
  let changed = false;
  for (const table of made) {
    if (!(await differs(tx, table))) continue;
    changed = true;
    await tx.$executeRaw`DELETE FROM public.${table}`;
    await tx.$executeRaw`INSERT INTO public.${table} TABLE pg_temp.${table}`;
  }
  return changed;
}

async function differs(tx: Tx, table: Prisma.Sql): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ differs: boolean }[]>`
    SELECT EXISTS ((TABLE public.${table} EXCEPT TABLE pg_temp.${table})
      UNION ALL (TABLE pg_temp.${table} EXCEPT TABLE public.${table})) AS differs`;
  return row?.differs === true;
}
