import { invalidInput } from "@madang/service-kit";
import type { Role } from "./role.ts";

/** A person who shops or works here; without the password's hash, which only signing in reads. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  readonly locale: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
}

/** Changes to a profile; what is undefined stays. */
export interface ProfileChanges {
  readonly name?: string | undefined;
  readonly phone?: string | null | undefined;
  readonly locale?: string | undefined;
}

/** Whether an account may have these roles from now on. Somebody must be left who can give roles. */
export const mayHold = (roles: readonly Role[], accountId: string, administratorIds: readonly string[]) =>
  roles.includes("ADMINISTRATOR") || administratorIds.some((id) => id !== accountId) || administratorIds.length === 0
    ? true
    : invalidInput({ path: "roles", code: "NOT_ALLOWED" });
