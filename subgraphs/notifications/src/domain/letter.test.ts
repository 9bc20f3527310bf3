import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlOf, type Letter, oneLine, textOf } from "./letter.ts";
import { isAddress, messageIdOf, nextAttempt } from "./mail.ts";
import { moneyText } from "./money.ts";
import { greeted, languageOf } from "./template.ts";

const anything = fc.string({ unit: "binary", maxLength: 40 });

describe("a letter", () => {
  it("is escaped and has one line where one is meant, whatever it is given", () => {
    fc.assert(
      fc.property(anything, anything, anything, (subject, paragraph, value) => {
        const letter: Letter = {
          subject,
          blocks: [{ paragraph }, { rows: [{ label: paragraph, value, strong: true }] }],
        };
        const tags = (html: string) => html.match(/<[^>]*>/g)?.length;
        const plain: Letter = {
          subject: "",
          blocks: [{ paragraph: "" }, { rows: [{ label: "", value: "", strong: true }] }],
        };
        expect(tags(htmlOf(letter, "en"))).toBe(tags(htmlOf(plain, "en")));
        expect(oneLine(subject)).not.toMatch(/\p{Cc}/u);
        expect(textOf(letter).split("\n").length).toBe(textOf(plain).split("\n").length);
      }),
    );
  });
});

describe("an amount", () => {
  it.each([
    [{ minor: 1_250n, currency: "GBP" }, "en", "£12.50"],
    [{ minor: 12_500n, currency: "KRW" }, "ko", "₩12,500"],
    [{ minor: 12_500n, currency: "KRW" }, "en", "₩12,500"],
    [{ minor: -5n, currency: "GBP" }, "ko", "-£0.05"],
    [{ minor: 9_007_199_254_740_993_01n, currency: "GBP" }, "en", "£9,007,199,254,740,993.01"],
    [{ minor: 1_234n, currency: "KWD" }, "en", "KWD\u00a01.234"],
  ] as const)("of %o is written in %s as %s", (money, language, text) => {
    expect(moneyText(money, language)).toBe(text);
  });
});

describe("a mail's identity", () => {
  const key = { eventId: "5f0d", template: "welcome", recipient: "ada@example.com" };
  it("is the same for the same event, template and recipient, and another for any other", () => {
    const ids = [
      key,
      { ...key },
      { ...key, eventId: "5f0e" },
      { ...key, template: "x" },
      { ...key, recipient: "b@c.d" },
    ];
    const made = ids.map((each) => messageIdOf(each, "madang.example"));
    expect(made[0]).toMatch(/^<[0-9a-f]{40}@madang\.example>$/);
    expect(new Set(made).size).toBe(4);
  });
});

describe("an address", () => {
  it.each(["ada@example.com", "a.b+c@mail.example.co.kr", "x@localhost"])("may be %s", (text) => {
    expect(isAddress(text)).toBe(true);
  });
  it.each([
    "",
    "ada",
    "a@b@c.d",
    "a b@c.d",
    "a@c.d, e@f.g",
    "Ada <a@b.c>",
    "a@b.c\n",
    "a@b.c\u0000",
    "a\r\nBcc:@b.c",
    "a@-b.c",
    `${"a".repeat(65)}@b.c`,
  ])("may not be %j", (text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe("waiting", () => {
  const patience = { MAIL_RETRY_MS: 2_000, MAIL_GIVE_UP_HOURS: 72 };
  const createdAt = new Date(0);
  it("doubles up to an hour and ends", () => {
    const waits = [1, 2, 3, 11, 12, 10_000].map((attempts) =>
      nextAttempt({ attempts, createdAt }, createdAt, patience)?.getTime(),
    );
    expect(waits).toEqual([2_000, 4_000, 8_000, 2_048_000, 3_600_000, 3_600_000]);
    expect(nextAttempt({ attempts: 1, createdAt }, new Date(72 * 3_600_000), patience)).toBeNull();
  });
});

describe("a greeting", () => {
  it.each(["Ada Lovelace", "김민지", "Jean-Luc O'Neill"])("may be to %s", (name) => expect(greeted(name)).toBe(name));
  it.each(["Win at evil.example", "http://x", "a@b", "<b>", "x".repeat(61)])("is to nobody called %s", (name) =>
    expect(greeted(name)).toBe(""),
  );
  it.each([
    ["ko-KR", "ko"],
    ["KO", "ko"],
    ["kok", "en"],
    ["fr", "en"],
    ["", "en"],
  ])("in %j is in %s", (locale, language) => expect(languageOf(locale)).toBe(language));
});
