import type { Work } from "../context.ts";
import { emptyTexts } from "../data/mails.ts";

/** How many are emptied in one transaction. */
export const emptiedAtOnce = 1_000;

/** Empties the texts of mails that are older than they are kept; the log keeps their rows. Says how many. */
export const emptyOldMails = ({ tx, now, settings }: Work) =>
  emptyTexts(tx, new Date(now.getTime() - settings.MAIL_TEXT_DAYS * 86_400_000), now, emptiedAtOnce);
