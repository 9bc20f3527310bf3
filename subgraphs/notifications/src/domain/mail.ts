import { hashOf } from "@madang/service-kit";

/** What makes a mail one and the same, however often it is written or sent. */
export interface MailKey {
  readonly eventId: string;
  readonly template: string;
  readonly recipient: string;
}

/** One Message-ID for each event, template and recipient. */
export const messageIdOf = ({ eventId, template, recipient }: MailKey, domain: string) =>
  `<${hashOf({ eventId, template, recipient }).slice(0, 40)}@${domain}>`;

const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const address = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${label}(?:\\.${label})*$`);

/** Whether a text is one address and nothing else: no list, no name, no control character. */
export const isAddress = (text: string) => text.length <= 254 && address.test(text);

const hour = 3_600_000;

export interface Patience {
  readonly MAIL_RETRY_MS: number;
  readonly MAIL_GIVE_UP_HOURS: number;
}

/** When a mail is tried again after so many attempts: waits double up to an hour. Null when it is given up. */
export function nextAttempt(
  { attempts, createdAt }: { readonly attempts: number; readonly createdAt: Date },
  now: Date,
  { MAIL_RETRY_MS, MAIL_GIVE_UP_HOURS }: Patience,
): Date | null {
  const wait = Math.min(MAIL_RETRY_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 30), hour);
  const at = now.getTime() + wait;
  return at > createdAt.getTime() + MAIL_GIVE_UP_HOURS * hour ? null : new Date(at);
}
