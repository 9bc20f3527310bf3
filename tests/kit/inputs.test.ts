import { checkInput, hashOf, lines, scalars, text } from "@madang/service-kit";
import fc from "fast-check";
import { GraphQLError, Kind } from "graphql";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("a line of text", () => {
  const name = z.object({ name: text({ min: 2, max: 10 }) });
  const check = (value: unknown) => checkInput(name, { name: value });
  const refusedAs = (code: string) => ({ __typename: "InvalidInput", fields: [{ path: "name", code }] });

  it("is trimmed, composed and counted after that", () => {
    expect(check("  Ada ")).toEqual({ name: "Ada" });
    expect(check("e\u0301\u1112\u1161\u11ab")).toEqual({ name: "é한" });
    expect(check(`  ${"x".repeat(10)}  `)).toEqual({ name: "x".repeat(10) });
  });

  it.each([
    ["x", "TOO_SHORT"],
    ["  x  ", "TOO_SHORT"],
    ["", "TOO_SHORT"],
    ["x".repeat(11), "TOO_LONG"],
    [undefined, "REQUIRED"],
    [null, "REQUIRED"],
    [12, "WRONG_FORMAT"],
    [["Ada"], "WRONG_FORMAT"],
    ["a\u0000b", "NOT_ALLOWED"],
    ["a\nb", "NOT_ALLOWED"],
    ["a\u202eb", "NOT_ALLOWED"],
    ["a\u200bb", "NOT_ALLOWED"],
    ["a\ud800b", "NOT_ALLOWED"],
  ])("refuses %j as %s", (value, code) => {
    expect(check(value)).toMatchObject(refusedAs(code));
  });

  it("holds no control character, whatever was given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 12 }), (value) => {
        const checked = text({ max: 12 }).safeParse(value);
        if (checked.success) expect(checked.data).not.toMatch(/[\p{Cc}\p{Cs}\u202e\u200b]/u);
      }),
    );
  });

  it("may be several where lines are asked for", () => {
    expect(lines({ max: 20 }).parse(" a\r\nb\tc ")).toBe("a\nb\tc");
    expect(lines({ max: 20 }).safeParse("a\u0007b").success).toBe(false);
  });
});

describe("the hash of an input", () => {
  it("is the same whatever the order of its keys, and another for other values", () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, shuffled(part)]),
      );
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (input) => {
        expect(hashOf(shuffled(input))).toBe(hashOf(input));
        expect(hashOf({ ...input, "one more": 1 })).not.toBe(hashOf({ ...input, "one more": 2 }));
      }),
    );
    expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }));
    expect(hashOf({ amount: 12n })).toBe(hashOf({ amount: 12n }));
  });
});

describe("a scalar", () => {
  const parse = (name: string, value: unknown) => scalars[name]?.parseValue(value);
  const refuses = (name: string, value: unknown) => {
    expect(() => parse(name, value), `${name} ${String(value).slice(0, 40)}`).toThrow(GraphQLError);
    if (typeof value === "string")
      expect(() => scalars[name]?.parseLiteral({ kind: Kind.STRING, value }), name).toThrow(GraphQLError);
  };

  it.each([
    ["Decimal", "12.50"],
    ["Decimal", "-0"],
    ["Decimal", `${"9".repeat(16)}.${"9".repeat(16)}`],
    ["CurrencyCode", "KRW"],
    ["CountryCode", "KR"],
    ["Locale", "ko-KR"],
    ["EmailAddress", "ada@example.com"],
    ["PhoneNumber", "+821012345678"],
    ["URL", "https://example.com/a?b=c"],
  ])("%s takes %s as it is", (name, value) => {
    expect(parse(name, value)).toBe(value);
  });

  it.each([
    [
      "Decimal",
      [
        "1e308",
        "NaN",
        "",
        "1.",
        ".1",
        "+1",
        "1,5",
        "0x1",
        "9".repeat(17),
        `1.${"9".repeat(17)}`,
        "1\n",
        12.5,
        1,
        null,
        {},
      ],
    ],
    ["CurrencyCode", ["gbp", "GB", "XYZ", "GBPP", "", 826, null]],
    ["CountryCode", ["GBR", "ZZ", "", "G".repeat(1_000), 44]],
    ["Locale", ["", "not a locale", "x".repeat(36), `en-${"a".repeat(100_000)}`, 1]],
    ["DateTime", ["yesterday", "2026-13-01T00:00:00Z", "", "2".repeat(65), true]],
    ["Date", ["2026-02-30", "20261120", "2".repeat(33)]],
    ["EmailAddress", ["ada", `${"a".repeat(250)}@example.com`, "ada@", 1]],
    ["PhoneNumber", ["call me", "+82 10 1234 5678 9", `+${"1".repeat(40)}`, "1".repeat(100_000), ""]],
    ["URL", ["example.com", "", `https://example.com/${"a".repeat(2_048)}`, 1]],
  ])("%s refuses what is none", (name, values) => {
    for (const value of values) refuses(name, value);
  });
});
