import { newId } from "@madang/service-kit";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Tx } from "./database.ts";

export type SavedMethodRow = Prisma.SavedMethodGetPayload<object>;

/** The methods of an account by id; those that are out of its wallet too, since a repeated call still means them. */
export const methodsOf = (tx: Tx, accountId: string, ids: readonly string[]): Promise<SavedMethodRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : tx.savedMethod.findMany({ where: { accountId, id: { in: [...ids] } } });

type NewMethod = Pick<
  SavedMethodRow,
  "accountId" | "provider" | "token" | "brand" | "last4" | "expiresMonth" | "expiresYear"
>;

/** Keeps a method, once; one that was taken out stays out. */
export const keepMethod = (tx: Tx, method: NewMethod, now: Date) =>
  tx.savedMethod.createMany({
    data: [{ ...method, id: newId("saved_payment_method"), createdAt: now }],
    skipDuplicates: true,
  });

/** Takes a method out of an account's wallet; false when it is not in it. */
export async function dropMethod(tx: Tx, accountId: string, id: string, now: Date): Promise<boolean> {
  const dropped = await tx.savedMethod.updateMany({
    where: { id, accountId, removedAt: null },
    data: { removedAt: now },
  });
  return dropped.count === 1;
}
