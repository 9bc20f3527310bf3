import type { Work } from "../context.ts";
import { lockQueued, saveQueued } from "../data/mails.ts";
import { nextAttempt } from "../domain/mail.ts";

export interface MailRefused {
  readonly mailId: string;
  /** How many attempts were made with this one. */
  readonly attempts: number;
  readonly error: string;
  /** Whether trying again would change nothing. */
  readonly final: boolean;
}

/** Writes down that a mail was not taken, and when it is tried again, if ever. */
export async function markMailRefused({ tx, now, settings, log }: Work, refused: MailRefused) {
  const { mailId, attempts, error, final } = refused;
  const mail = await lockQueued(tx, mailId);
  // A later attempt is on its way: when that fails, it says so itself.
  if (mail?.attempts !== attempts) return;
  const dueAt = final ? null : nextAttempt(mail, now, settings);
  log.warn({ mailId, attempts, dueAt }, "The mail server did not take a mail");
  await saveQueued(tx, mailId, dueAt ? { lastError: error, dueAt } : { lastError: error, status: "FAILED" });
}
