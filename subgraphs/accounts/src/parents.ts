import type { Account } from "./domain/account.ts";

export type { Account } from "./domain/account.ts";
export type { Address } from "./domain/address.ts";

export interface Session {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string | null;
  readonly account: Account;
}
