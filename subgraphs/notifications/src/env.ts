import { type Environment, readSettings } from "@madang/service-kit";
import { z } from "zod";
import { openMailServer } from "./jobs/mailServer.ts";

const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

// A sign that means something in a header is refused, in the name as in the address.
const sender = /^[^\p{Cc}<>"@,;:\\]+ <[^\s\p{Cc}<>@,;]+@[^\s\p{Cc}<>@,;]+>$/u;

/** The settings that are this subgraph's own. */
export const settings = z.object({
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).describe("The mail server, with user and password if it wants them"),
  SMTP_CONNECTIONS: count(3, 1, 100).describe("Connections to the mail server"),
  SMTP_TIMEOUT_MS: count(10_000, 1, 600_000).describe("Longest silence of the mail server"),
  MAIL_FROM: z
    .string()
    .regex(sender, "is not of the form: Name <address>")
    .default("Madang <shop@madang.example>")
    .describe("Who the mails are from: Name <address>"),
  MAIL_DOMAIN: z
    .string()
    .max(200)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "is not a domain")
    .default("madang.example")
    .describe("What Message-IDs end in; changing it makes repeats look new"),
  MAIL_RETRY_MS: count(2_000, 1, 3_600_000).describe("First wait before a mail is tried again; doubles up to an hour"),
  MAIL_LEASE_MS: count(120_000, 1, 3_600_000).describe(
    "How long until an attempt whose end is not known is taken for lost; after three quarters of that it is broken off",
  ),
  MAIL_GIVE_UP_HOURS: count(72, 1, 720).describe("How long a mail is tried"),
  MAIL_TEXT_DAYS: count(90, 1, 3_650).describe("How long the text of a mail is kept"),
});

/** Reads the settings, and opens the way to the mail server. */
export function env(environment: Environment) {
  const own = readSettings(settings, environment);
  const [name = "", address = ""] = own.MAIL_FROM.slice(0, -1).split(" <");
  const mailServer = openMailServer(own, { name, address });
  return { ...own, shopName: name, mailServer, [Symbol.asyncDispose]: mailServer.close };
}

export type Settings = ReturnType<typeof env>;
