import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searchWords } from "./search.ts";

describe("the words of a search", () => {
  it.each([
    ["  red   lantern ", ["red", "lantern"]],
    ["LAN-001.b", ["LAN", "001", "b"]],
    ["종이등불, 100%", ["종이등불", "100"]],
    ["' OR 1=1; --\u0000", ["OR", "1", "1"]],
    ["!!! ☕", []],
    [" \t\n\u0000", null],
  ])("of %j are %j", (text, words) => {
    expect(searchWords(text)).toEqual(words);
  });

  it("are at most twelve, and nothing but letters and digits, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const words = searchWords(text) ?? [];
        expect(words.length).toBeLessThanOrEqual(12);
        expect(words.filter((word) => !/^[\p{L}\p{M}\p{N}]+$/u.test(word))).toEqual([]);
      }),
    );
  });
});
