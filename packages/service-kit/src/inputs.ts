import { z } from "zod";
import { noteHoldsCardNumber } from "./cardNumber.ts";

// Control characters, and those that turn the direction of text or cannot be seen: they have no business in a name.
const unwanted = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** One line of text for people: trimmed, NFC, of so many characters, without control or invisible ones. */
export const text = ({ min = 1, max }: { min?: number; max: number }) =>
  z
    .string()
    .transform((value) => value.normalize("NFC").trim())
    .pipe(
      z
        .string()
        .min(min)
        .max(max)
        .refine((value) => !unwanted.test(value), { params: { code: "NOT_ALLOWED" } }),
    );

/** Text of several lines: as `text`, but with line feeds and tabs. */
export const lines = ({ min = 0, max }: { min?: number; max: number }) =>
  z
    .string()
    .transform((value) => value.normalize("NFC").replaceAll("\r\n", "\n").trim())
    .pipe(
      z
        .string()
        .min(min)
        .max(max)
        .refine((value) => !unwanted.test(value.replace(/[\n\t]/g, "")), { params: { code: "NOT_ALLOWED" } }),
    );

const hasNoCard = (value: string) => !noteHoldsCardNumber(value);

/** What people write of themselves or of their doings: as `text`, but with the number of a card in it it is refused. */
export const note = (length: { min?: number; max: number }) =>
  text(length).refine(hasNoCard, { params: { code: "NOT_ALLOWED" } });

/** As `note`, of several lines. */
export const noteLines = (length: { min?: number; max: number }) =>
  lines(length).refine(hasNoCard, { params: { code: "NOT_ALLOWED" } });
