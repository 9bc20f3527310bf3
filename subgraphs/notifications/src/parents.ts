import type { MailRow } from "./data/mails.ts";

export type Mail = MailRow;
