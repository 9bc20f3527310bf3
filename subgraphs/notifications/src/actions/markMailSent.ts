import type { Work } from "../context.ts";
import { saveQueued } from "../data/mails.ts";

/** Writes down that the mail server took a mail. */
export const markMailSent = (
  { tx, now }: Work,
  { mailId, receipt }: { readonly mailId: string; readonly receipt: string },
) => saveQueued(tx, mailId, { status: "SENT", sentAt: now, receipt, lastError: null });
