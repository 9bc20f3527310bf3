import { holdsCardNumber, isCurrency, isId, largestAmount, urlHoldsCardNumber } from "@madang/service-kit";
import { z } from "zod";

const code = (name: string) => ({ params: { code: name } });

/** Minor units as a decimal number: no sign, no point. */
export const minorUnits = (smallest: bigint) =>
  z
    .string()
    .regex(/^\d{1,40}$/)
    .transform((text) => BigInt(text))
    .pipe(z.bigint().min(smallest).max(largestAmount));

export const idOf = (prefix: string) => z.string().refine((text) => isId(prefix, text), code("WRONG_FORMAT"));

export const currencyCode = z.string().refine(isCurrency, code("WRONG_FORMAT"));

/** Nothing that could be the number of a card comes any further. */
const noCardNumber = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !holdsCardNumber(text), code("NOT_ALLOWED"));

const part = z
  .object({
    method: z.enum(["INVOICE", "CARD", "BANK_TRANSFER", "GIFT_CARD"]),
    amountMinor: minorUnits(1n).nullish(),
    token: noCardNumber.nullish(),
    savedMethodId: idOf("saved_payment_method").nullish(),
    save: z.boolean(),
    giftCardCode: noCardNumber.nullish(),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, name: string) =>
      context.addIssue({ code: "custom", path: [path], message: name, params: { code: name } });
    const isCard = value.method === "CARD";
    if (isCard && !value.token && !value.savedMethodId) wrong("token", "REQUIRED");
    if (isCard && value.token && value.savedMethodId) wrong("savedMethodId", "NOT_ALLOWED");
    if (!isCard && value.token) wrong("token", "NOT_ALLOWED");
    if (!isCard && value.savedMethodId) wrong("savedMethodId", "NOT_ALLOWED");
    if (value.save && !value.token) wrong("save", "NOT_ALLOWED");
    if (value.method !== "GIFT_CARD" && value.giftCardCode) wrong("giftCardCode", "NOT_ALLOWED");
  });

export type PartInput = z.output<typeof part>;

export const paymentInput = z
  .object({
    orderId: idOf("order"),
    accountId: idOf("account").nullish(),
    number: z.string().min(1).max(100),
    email: z.string().min(3).max(320),
    locale: z.string().min(2).max(35),
    totalMinor: minorUnits(0n),
    currency: currencyCode,
    payments: z.array(part).max(10),
    returnUrl: z
      .string()
      .max(2_000)
      .refine((text) => !urlHoldsCardNumber(text), code("NOT_ALLOWED"))
      .nullish(),
    expiresAt: z.date(),
  })
  .superRefine(({ accountId, payments }, context) => {
    payments.forEach(({ save }, index) => {
      // A wallet is an account's.
      if (save && !accountId)
        context.addIssue({
          code: "custom",
          path: ["payments", index, "save"],
          message: "",
          params: { code: "NOT_ALLOWED" },
        });
    });
  });

export type PaymentInput = z.output<typeof paymentInput>;
