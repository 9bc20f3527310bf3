import { expect, it } from "vitest";
import { holdsCardNumber, noteHoldsCardNumber, urlHoldsCardNumber } from "./cardNumber.ts";
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

it.each([
  "4242424242424242",
  "4242-4242%204242+4242",
  "374245455400126",
  "n4242424242424242&x=1",
  "4242424242424242+12%2F27",
  "4242424242424242-1227-123",
  "1-4242424242424242",
  "4242424242424242-5555555555554444",
])("sees the number in an address: %s", (text) =>
  expect(urlHoldsCardNumber(`https://shop.example/done?from=${text}`)).toBe(true),
);

it.each([
  "Visa 4242 4242 4242 4242",
  "4242-4242-4242-4242, 12/27",
  "4242  4242  4242  4242",
  "4242 \u2013 4242 \u2013 4242 \u2013 4242",
  "2223 0031 2200 3222",
  "2720 9900 0000 0007",
  "３７４２４５４５５４００１２６",
])("sees the number in a note: %s", (note) => expect(noteHoldsCardNumber(note)).toBe(true));

it.each(["12 St James's Square", "Flat 4, 221 Baker Street", "RF18 5390 0754 7034", "서울특별시 중구 세종대로 110"])(
  "sees none in a note: %s",
  (note) => expect(noteHoldsCardNumber(note)).toBe(false),
);

it("takes dates and numbers of invoices in a note for what they are", () => {
  const numbers = Array.from({ length: 2_000 }, (_, i) => `2026-${String(i).padStart(6, "0")}`);
  const notes = numbers.flatMap((number, i) => [`2026-11-20 ${number}`, `${number} ${numbers[i + 1] ?? ""}`]);
  expect(notes.filter(noteHoldsCardNumber)).toEqual([]);
});

it("takes ids and times in an address for what they are", () => {
  const times = Array.from({ length: 2_000 }, (_, i) => `/orders/${1_790_000_000_000_000 + i * 977}`);
  const ids = Array.from({ length: 2_000 }, (_, i) => `?id=${1_780_000_000_000_000_000n + BigInt(i) * 4_194_319n}`);
  const long = Array.from({ length: 2_000 }, (_, i) => `?id=${42_424_242_424_242_424_242n + BigInt(i)}`);
  expect([...times, ...ids, ...long].filter((path) => urlHoldsCardNumber(`https://shop.example${path}`))).toEqual([]);
});
