import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientNetwork } from "./clientNetwork.ts";
import { passwordFault } from "./password.ts";
import { e164 } from "./phone.ts";
import { asRoles, kindOf, roles, scopesOf } from "./role.ts";
import { nextKeyFrom, publishedAt, signerAt } from "./signingKey.ts";

describe("roles", () => {
  it.each([
    ["CUSTOMER", "account", []],
    ["MERCHANDISER", "staff", ["catalog:write", "inventory:read", "inventory:write"]],
    ["SUPPORT", "staff", ["accounts:read", "notifications:read", "orders:read", "orders:write", "payments:read"]],
    [
      "ADMINISTRATOR",
      "staff",
      [
        "accounts:read",
        "accounts:write",
        "analytics:read",
        "catalog:write",
        "inventory:read",
        "inventory:write",
        "notifications:read",
        "operations:read",
        "operations:write",
        "orders:read",
        "orders:write",
        "payments:read",
        "payments:write",
      ],
    ],
  ] as const)("let a %s do what it is for", (role, kind, scopes) => {
    expect(kindOf([role])).toBe(kind);
    expect(scopesOf([role])).toEqual(scopes);
  });

  it("are known, ordered, single, and a customer's always", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...roles), fc.string())), (texts) => {
        const held = asRoles(texts);
        expect(held).toEqual(roles.filter((role) => role === "CUSTOMER" || texts.includes(role)));
        expect(scopesOf(roles)).toEqual(expect.arrayContaining(scopesOf(held)));
      }),
    );
  });
});

describe("a telephone number", () => {
  it.each([
    ["+82-10-0000-0000", "+821000000000"],
    ["+44 (20) 7946.0958", "+442079460958"],
    ["010-0000-0000", null],
    ["+0123456789", null],
    ["+12345", null],
    ["+1234567890123456", null],
    ["+8210\u00001234567", null],
    ["", null],
  ])("%j is %j in E.164", (written, number) => expect(e164(written)).toBe(number));

  it("is E.164 or none at all, and stays what it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const number = e164(text);
        expect(number === null || (/^\+[1-9]\d{6,14}$/.test(number) && e164(number) === number)).toBe(true);
      }),
    );
  });
});

describe("a password", () => {
  it.each([
    ["7654321", "TOO_SHORT"],
    ["87654321", null],
    ["🐎".repeat(128), null],
    ["🐎".repeat(129), "TOO_LONG"],
    ["tab\tinside", "NOT_ALLOWED"],
    ["a b c d e", null],
  ])("%j has the fault %j", (text, fault) => expect(passwordFault(text)).toBe(fault));
});

describe("a client's network", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:0001::9", "2001:db8:1:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("of %s is %s", (address, network) => expect(clientNetwork(address)).toBe(network));
});

describe("signing keys", () => {
  const hour = 3_600_000;
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * hour);
  const key = (id: string, hours: number) => ({ id, signsFrom: at(hours) });

  it("begin at once, then each an hour after it is made", () => {
    expect(nextKeyFrom([], at(0), 10 * hour)).toEqual(at(0));
    expect(nextKeyFrom([key("a", 0)], at(8.9), 10 * hour)).toBe(null);
    expect(nextKeyFrom([key("a", 0)], at(9), 10 * hour)).toEqual(at(10));
    expect(nextKeyFrom([key("a", 0)], at(50), 10 * hour)).toEqual(at(51));
    expect(nextKeyFrom([key("a", 0), key("b", 10)], at(9), 10 * hour)).toBe(null);
  });

  it("sign from their time on", () => {
    const keys = [key("b", 10), key("a", 0)];
    expect(signerAt(keys, at(-1))).toBe(null);
    expect(signerAt(keys, at(9.9))?.id).toBe("a");
    expect(signerAt(keys, at(10))?.id).toBe("b");
  });

  it("are published until their last token is over", () => {
    const keys = [key("b", 10), key("a", 0)];
    const ids = (hours: number) => publishedAt(keys, at(hours), hour).map(({ id }) => id);
    expect(ids(0)).toEqual(["a", "b"]);
    expect(ids(11)).toEqual(["a", "b"]);
    expect(ids(11.1)).toEqual(["b"]);
  });
});
