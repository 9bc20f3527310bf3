import { newId } from "@madang/service-kit";
import type { Finding, FindingKind } from "../domain/books.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";

export type DiscrepancyRow = Prisma.DiscrepancyGetPayload<object>;

/** Lists what a person has to look at, each but once. */
export const addFindings = (tx: Tx, findings: readonly Finding[], now: Date) =>
  addDiscrepancies(
    tx,
    findings.map(({ kind, payment, subject, detail }) => ({
      kind,
      provider: payment.provider,
      subject,
      paymentId: payment.id,
      providerReference: payment.providerRef,
      detail,
    })),
    now,
  );

export interface NewDiscrepancy {
  readonly kind: FindingKind;
  readonly provider: string;
  readonly subject: string;
  readonly paymentId: string | null;
  readonly providerReference: string | null;
  readonly detail: string;
}

export async function addDiscrepancies(tx: Tx, found: readonly NewDiscrepancy[], now: Date): Promise<number> {
  if (found.length === 0) return 0;
  const data = found.map((each) => ({ ...each, id: newId("discrepancy"), foundAt: now }));
  return (await tx.discrepancy.createMany({ data, skipDuplicates: true })).count;
}

export const listDiscrepancies = (db: Db, { settled, first }: { settled: boolean; first: number }) =>
  db.discrepancy.findMany({
    where: settled ? {} : { settledAt: null },
    orderBy: [{ foundAt: "desc" }, { id: "desc" }],
    take: first,
  });

/** Settles one that is open. */
export async function settleDiscrepancy(
  tx: Tx,
  { id, note, settledBy }: { id: string; note: string; settledBy: string | null },
  now: Date,
): Promise<DiscrepancyRow | undefined> {
  const [row] = await tx.discrepancy.updateManyAndReturn({
    where: { id, settledAt: null },
    data: { settledAt: now, settledBy, note },
  });
  return row;
}
