import { expect, it } from "vitest";
import { holdsCardNumber } from "./cardNumber.ts";
import { newId } from "./ids.ts";

it.each([
  "4242424242424242",
  "4242 4242 4242 4242",
  "4242-4242-4242-4242",
  "4242.4242.4242.4242",
  "card 4242424242424242 please",
  "374245455400126",
  "6011000000000004321",
  "00004242424242424242",
  "４２４２４２４２４２４２４２４２",
])("sees the number in %s", (text) => expect(holdsCardNumber(text)).toBe(true));

it.each([
  "",
  "tok_ok",
  "pm_1MtwBwLkdIwHu7ix28a3tqPa",
  "cus_NffrFeUfNV2Hib:pm_card_visa",
  "100000000001",
  "42424242424",
])("sees none in %s", (text) => expect(holdsCardNumber(text)).toBe(false));

it("takes ids for what they are", () => {
  const ids = Array.from({ length: 2_000 }, () => newId("payment_method"));
  expect(ids.filter(holdsCardNumber)).toEqual([]);
});
