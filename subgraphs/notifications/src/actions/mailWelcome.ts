import type { accountRegistered } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { welcome } from "../domain/templates/welcome.ts";
import { writeMail } from "./writeMail.ts";

/** Greets somebody who opened an account. */
export const mailWelcome = (work: Work, { email, name, locale }: DataOf<typeof accountRegistered>) =>
  writeMail(work, { template: welcome, data: { name }, recipient: email, locale });
