import { invalidInput, newId } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { addMail } from "../data/mails.ts";
import { htmlOf, oneLine, textOf } from "../domain/letter.ts";
import { isAddress, messageIdOf } from "../domain/mail.ts";
import { languageOf, type Template } from "../domain/template.ts";
import { sendMail } from "../jobs/sendMail.ts";

export interface MailToWrite<Data> {
  readonly template: Template<Data>;
  readonly data: Data;
  readonly recipient: string;
  readonly locale: string;
}

/** Writes a mail about the event at hand, and has it sent after the commit. */
export async function writeMail<Data>(
  { tx, event, now, settings, enqueue }: Work,
  { template, data, recipient, locale }: MailToWrite<Data>,
) {
  if (!event) throw new Error("Mails are about events.");
  // The event ends as a dead letter, where staff can see it: there is nobody to write to.
  if (!isAddress(recipient)) return invalidInput({ path: "email", code: "WRONG_FORMAT" });

  const language = languageOf(locale);
  const letter = template[language](data, { name: settings.shopName });
  const id = newId("mail");
  const added = await addMail(tx, {
    id,
    messageId: messageIdOf({ eventId: event.id, template: template.name, recipient }, settings.MAIL_DOMAIN),
    eventId: event.id,
    subjectId: event.subject,
    template: template.name,
    locale: language,
    recipient,
    subject: oneLine(letter.subject),
    text: textOf(letter),
    html: htmlOf(letter, language),
    createdAt: now,
    dueAt: new Date(now.getTime() + settings.MAIL_LEASE_MS),
  });
  if (added) enqueue(sendMail, { mailId: id, attempts: 0 });
  return undefined;
}
