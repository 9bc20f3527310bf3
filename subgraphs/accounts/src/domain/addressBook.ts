import { problem } from "@madang/service-kit";

export const addressBookLimit = 50;

/** Whether a book of this many addresses takes another. */
export const roomForAddress = (count: number) =>
  count < addressBookLimit ? true : problem("TooManyAddresses", { limit: addressBookLimit });
