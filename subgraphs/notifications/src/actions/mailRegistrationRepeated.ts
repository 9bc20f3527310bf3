import type { registrationRepeated as event } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { registrationRepeated } from "../domain/templates/registrationRepeated.ts";
import { writeMail } from "./writeMail.ts";

/** Tells an account's owner that somebody tried to register the address again. */
export const mailRegistrationRepeated = (work: Work, { email, name, locale }: DataOf<typeof event>) =>
  writeMail(work, { template: registrationRepeated, data: { name }, recipient: email, locale });
