import type { Work } from "../context.ts";
import { lockQueued, saveQueued } from "../data/mails.ts";
import { nextAttempt } from "../domain/mail.ts";

export interface MailRefused {
  readonly mailId: string;
  readonly error: string;
  /** Whether trying again would change nothing. */
  readonly final: boolean;
}

/** Writes down that a mail was not taken, and when it is tried again, if ever. */
export async function markMailRefused({ tx, now, settings, log }: Work, { mailId, error, final }: MailRefused) {
  const mail = await lockQueued(tx, mailId);
  if (!mail) return;
  const dueAt = final ? null : nextAttempt(mail, now, settings);
  log.warn({ mailId, attempts: mail.attempts, dueAt }, "The mail server did not take a mail");
  await saveQueued(tx, mailId, dueAt ? { lastError: error, dueAt } : { lastError: error, status: "FAILED" });
}
