import { describe, expect, it } from "vitest";
import { Passwords } from "./passwords.ts";

const cheap = { PASSWORD_MEMORY_KIB: 1_024, PASSWORD_PASSES: 1, PASSWORD_CONCURRENCY: 1, PASSWORD_QUEUE: 2 };

describe("Passwords", () => {
  it("knows a password again, and nobody's never", async () => {
    const passwords = new Passwords(cheap);
    const hash = await passwords.hash("correct horse");
    expect(await passwords.verify(hash, "correct horse")).toBe(true);
    expect(await passwords.verify(hash, "Correct horse")).toBe(false);
    expect(await passwords.verify(null, "correct horse")).toBe(false);
    expect(await passwords.verify(null, "")).toBe(false);
    expect(passwords.computed).toBe(5);
  });

  it("has the empty password of nobody too long to be right", async () => {
    const passwords = new Passwords(cheap);
    const hash = await passwords.hash("");
    expect(await passwords.verify(hash, "x".repeat(129))).toBe(false);
  });

  it("lets so many wait, and tells the rest to come back", async () => {
    const passwords = new Passwords(cheap);
    const tried = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash("correct horse")));
    expect(tried.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
    expect(tried.at(-1)).toMatchObject({ reason: { extensions: { code: "SERVICE_BUSY", retryable: true } } });
    expect(await passwords.hash("correct horse")).toMatch(/^\$argon2id\$/);
  });

  it("goes by the settings of the house: 64 MiB and three passes unless they say otherwise", async () => {
    const { settings } = await import("../env.ts");
    const own = settings.parse({ ACCESS_TOKEN_SECRET: "x".repeat(32) });
    expect(await new Passwords(own).hash("correct horse")).toMatch(/^\$argon2id\$v=19\$m=65536,p=1,t=3\$/);
  });
});
