import { defineJob } from "@madang/service-kit";
import { z } from "zod";
import { markMailRefused } from "../actions/markMailRefused.ts";
import { markMailSent } from "../actions/markMailSent.ts";
import { startAttempt } from "../actions/startAttempt.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";

/** Which mail, and how many attempts were made at it when this one was asked for. */
const payload = z.object({ mailId: z.string(), attempts: z.number().int() });

/**
 * Hands a mail to the mail server. Each attempt is made once, however many jobs ask for it: while the queue stands
 * still they pile up, and then run side by side. A crash between the server's yes and our writing it down sends the
 * mail again, under the same Message-ID: no protocol step can close that gap.
 */
export const sendMail = defineJob<Tx, z.output<typeof payload>>({
  name: "sendMail",
  payload,
  run: async ({ run, settings }: Background, { mailId, attempts }) => {
    const mail = await run(startAttempt, { mailId, attempts });
    if (!mail) return;
    const answer = await settings.mailServer.send(mail);
    // A refusal is no failure of this job: when to try again is the mail's own affair, over days if need be.
    if (answer.taken) await run(markMailSent, { mailId, receipt: answer.receipt });
    else await run(markMailRefused, { mailId, attempts: mail.attempts, error: answer.error, final: answer.final });
  },
});
