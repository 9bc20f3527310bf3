import type { Work } from "../context.ts";
import { takeDue } from "../data/mails.ts";
import { sendMail } from "../jobs/sendMail.ts";

/** How many are taken up in one transaction. */
export const dueAtOnce = 100;

/** Has mails sent that are due: those to be tried again, and those whose job was lost. Says how many. */
export async function enqueueDueMails({ tx, now, enqueue, settings }: Work): Promise<number> {
  const due = await takeDue(tx, now, new Date(now.getTime() + settings.MAIL_LEASE_MS), dueAtOnce);
  for (const mail of due) enqueue(sendMail, mail);
  return due.length;
}
