import type { Work } from "../context.ts";
import { countAttempt } from "../data/mails.ts";

/** Counts an attempt before it is made, so that one which ends in a crash counts too. Null: nothing to send. */
export const startAttempt = async (
  { tx, now, settings }: Work,
  { mailId, attempts }: { readonly mailId: string; readonly attempts: number },
) => (await countAttempt(tx, mailId, attempts, new Date(now.getTime() + settings.MAIL_LEASE_MS))) ?? null;
