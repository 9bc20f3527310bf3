import { accountRegistered, registrationRepeated } from "@madang/events";
import { newId } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { accountByEmail, insertAccount } from "../data/accounts.ts";

export interface Registration {
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  readonly locale: string;
  readonly passwordHash: string;
}

/**
 * Opens an account, or tells the owner of the one that is there. The statements are the same either way, and so is
 * the answer: only the mail tells which, to whoever reads the address's mail.
 */
export async function register({ tx, now, publish }: Work, registration: Registration) {
  const { email } = registration;
  const opened = await insertAccount(tx, {
    ...registration,
    id: newId("account"),
    roles: ["CUSTOMER"],
    createdAt: now,
  });
  const account = await accountByEmail(tx, email);
  // The owner's own name and language: what the repeated registration says of itself may be anybody's.
  const data = { accountId: account.id, email: account.email, name: account.name, locale: account.locale };
  publish(opened ? accountRegistered : registrationRepeated, data);
  return { email };
}
