import { note } from "@madang/service-kit";
import { z } from "zod";
import { passwordFault } from "../domain/password.ts";
import { e164 } from "../domain/phone.ts";

const phone = z.string().transform((written, context) => {
  const number = e164(written);
  if (number !== null) return number;
  context.addIssue({ code: "custom", params: { code: "WRONG_FORMAT" } });
  return z.NEVER;
});

const password = z.string().superRefine((written, context) => {
  const fault = passwordFault(written);
  if (fault) context.addIssue({ code: "custom", params: { code: fault } });
});

const name = note({ min: 2, max: 100 });
const locale = z.string().max(35);
// What is null in an input, or left out of it, is the same to all but `phone` in a profile.
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? null);

export const registration = z.object({
  email: z.string().max(254),
  password,
  name,
  phone: optional(phone),
  locale: optional(locale),
});

export const profileChanges = z.object({
  name: name.nullish().transform((value) => value ?? undefined),
  phone: phone.nullish(),
  locale: locale.nullish().transform((value) => value ?? undefined),
});

export const postalAddress = z.object({
  name,
  lines: z
    .array(note({ max: 200 }))
    .min(1)
    .max(3),
  city: note({ max: 100 }),
  region: optional(note({ max: 100 })),
  postalCode: optional(note({ max: 20 })),
  country: z.string().length(2),
  phone: optional(phone),
});
