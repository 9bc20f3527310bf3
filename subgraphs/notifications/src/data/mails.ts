import type { Position } from "@madang/service-kit";
import type { Mail, Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";

export type MailRow = Mail;

/** Writes a mail down; false when the same one is there already. */
export async function addMail(tx: Tx, mail: Prisma.MailCreateManyInput): Promise<boolean> {
  const { count } = await tx.mail.createMany({ data: mail, skipDuplicates: true });
  return count === 1;
}

/** Counts an attempt at a mail that is still to be sent; undefined when it is not, or when this one was counted. */
export async function countAttempt(tx: Tx, id: string, attempts: number, dueAt: Date): Promise<MailRow | undefined> {
  const [mail] = await tx.mail.updateManyAndReturn({
    where: { id, status: "QUEUED", attempts },
    data: { attempts: { increment: 1 }, dueAt },
  });
  return mail;
}

/** One mail that is still to be sent, locked until the transaction ends. */
export async function lockQueued(tx: Tx, id: string): Promise<Pick<MailRow, "attempts" | "createdAt"> | undefined> {
  const [mail] = await tx.$queryRaw<Pick<MailRow, "attempts" | "createdAt">[]>`
    SELECT attempts, created_at AS "createdAt" FROM mail WHERE id = ${id} AND status = 'QUEUED' FOR UPDATE`;
  return mail;
}

/** Writes down what became of a mail that was to be sent. */
export const saveQueued = (tx: Tx, id: string, data: Prisma.MailUpdateManyMutationInput) =>
  tx.mail.updateMany({ where: { id, status: "QUEUED" }, data });

/** Puts off mails that are due, so that nobody else takes them up; gives which, and how often they were tried. */
export const takeDue = (tx: Tx, now: Date, until: Date, limit: number) =>
  tx.$queryRaw<{ mailId: string; attempts: number }[]>`
    UPDATE mail SET due_at = ${until}::timestamptz WHERE id IN (
      SELECT id FROM mail WHERE status = 'QUEUED' AND due_at <= ${now}::timestamptz
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id AS "mailId", attempts`;

/** Empties the texts of mails that were done with before a day; says how many. */
export const emptyTexts = (tx: Tx, before: Date, now: Date, limit: number) => tx.$executeRaw`
  UPDATE mail SET text = '', html = '', emptied_at = ${now}::timestamptz WHERE id IN (
    SELECT id FROM mail WHERE emptied_at IS NULL AND status <> 'QUEUED' AND created_at < ${before}::timestamptz
    LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;

/** Which mails: to an address, about a subject. */
export interface MailFilter {
  readonly to: string | null;
  readonly subjectId: string | null;
}

/** Mails behind a position, newest first. */
export function findMails(db: Db, { to, subjectId }: MailFilter, after: Position | null, limit: number) {
  const behind = after && { createdAt: new Date(String(after[0])), id: String(after[1]) };
  return db.mail.findMany({
    where: {
      ...(to !== null && { recipient: to }),
      ...(subjectId !== null && { subjectId }),
      ...(behind && {
        createdAt: { lte: behind.createdAt },
        OR: [{ createdAt: { lt: behind.createdAt } }, { id: { lt: behind.id } }],
      }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
}

/** More mails than this about one subject are not told of at once. */
const mostOfOneSubject = 1_000;

/** The mails about a subject, oldest first. */
export const mailsOf = (db: Db, subjectId: string) =>
  db.mail.findMany({
    where: { subjectId },
    select: { template: true, status: true, createdAt: true, sentAt: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: mostOfOneSubject,
  });

/** Where a mail stands in a list of them. */
export const positionOf = ({ createdAt, id }: MailRow): Position => [createdAt.toISOString(), id];
