/** Where something can be sent. */
export interface PostalAddress {
  readonly name: string;
  readonly lines: readonly string[];
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string;
  readonly phone: string | null;
}

/** An entry of an account's address book. */
export interface Address extends PostalAddress {
  readonly id: string;
  readonly accountId: string;
}
