import { join } from "node:path";
import { contractOf } from "@madang/contracts";
import {
  createLog,
  json,
  kitSettings,
  readKitSettings,
  readSettings,
  SettingsError,
  subgraphSchema,
  subgraphUrl,
} from "@madang/service-kit";
import { identitySettings } from "@madang/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/** The one line that settings are refused with. */
function lineOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("settings that cannot be used", () => {
  it("are named in one line, and their values are not", async () => {
    const secret = "hunter2-hunter2";
    const env = {
      ...(await identitySettings("orders")),
      CURSOR_SECRET: "tooshort",
      DATABASE_URL_ORDERS: "postgres://orders@127.0.0.1/orders",
      REDIS_URL: secret,
      PORT: "70000",
      BREAKER_RATE: "1.5",
      LOG_LEVEL: secret,
      TRUSTED_IDENTITIES: `{"keys": ["${secret}"]}`,
    };
    const line = lineOf(() => readKitSettings("orders", env));
    for (const name of ["CURSOR_SECRET", "REDIS_URL", "PORT", "BREAKER_RATE", "LOG_LEVEL", "TRUSTED_IDENTITIES"])
      expect(line).toContain(`${name}: `);
    expect(line).toMatch(/^Settings that cannot be used: [^\n]+\.$/);
    for (const value of [secret, "tooshort", "70000"]) expect(line).not.toContain(value);
  });

  it("are those that are missing, too", async () => {
    expect(lineOf(() => readKitSettings("orders", {}))).toMatch(
      /^Settings that cannot be used: DATABASE_URL_ORDERS: .+; IDENTITY_KEY_ORDERS: .+\.$/,
    );
    const others = await identitySettings("catalog");
    const env = {
      DATABASE_URL_ORDERS: "postgres://127.0.0.1/orders",
      IDENTITY_KEY_ORDERS: others["IDENTITY_KEY_CATALOG"],
    };
    expect(lineOf(() => readKitSettings("orders", env))).toBe(
      'Settings that cannot be used: IDENTITY_KEY_ORDERS: its kid is not "orders".',
    );
    expect(lineOf(() => subgraphUrl("orders", {}))).toBe(
      "Settings that cannot be used: SUBGRAPH_URL_ORDERS: is missing.",
    );
  });

  it("never show what they were, whatever that was", () => {
    const schema = z.object({ SECRET: json(z.object({ key: z.string() })), COUNT: z.coerce.number().int().max(10) });
    fc.assert(
      fc.property(fc.stringMatching(/^[q-z]{8,20}$/), (value) => {
        expect(lineOf(() => readSettings(schema, { SECRET: value, COUNT: value }))).not.toContain(value);
      }),
    );
  });

  it("are as good as left out when they are empty", () => {
    const wanted = kitSettings.pick({ PORT: true, CALL_ATTEMPTS: true });
    expect(readSettings(wanted, { PORT: "", CALL_ATTEMPTS: "2" })).toEqual({ PORT: 0, CALL_ATTEMPTS: 2 });
  });
});

describe("a log line", () => {
  const logged = (level: string, write: (log: ReturnType<typeof createLog>) => void) => {
    const lines: string[] = [];
    write(createLog("orders", level, { write: (line) => void lines.push(line) }));
    return lines;
  };

  it("is JSON that says who, when and how bad", () => {
    const [line = ""] = logged("info", (log) => {
      log.debug("not heard");
      log.info({ orderId: "order_1" }, "placed");
    });
    expect(JSON.parse(line)).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      service: "orders",
      orderId: "order_1",
      msg: "placed",
    });
  });

  it("never shows passwords, tokens or people, three levels deep and in lists", () => {
    const secret = "hunter2";
    const keys = [
      "password",
      "token",
      "refreshToken",
      "accessToken",
      "authorization",
      "cookie",
      "secret",
      "email",
      "phone",
      "name",
      "address",
    ];
    const secrets = Object.fromEntries(keys.map((key) => [key, secret]));
    const lines = logged("trace", (log) => {
      log.info(secrets);
      log.info({ input: secrets });
      log.info({ request: { headers: secrets } });
      log.info({ lines: [secrets] });
      log.error({ err: Object.assign(new Error("It failed."), { password: secret, token: secret }) });
      log.child({ viewer: secrets }).warn("a child's own");
    });
    expect(lines.length).toBe(6);
    for (const line of lines) {
      expect(line).not.toContain(secret);
      expect(line).toContain('"password":"[redacted]"');
    }
  });
});

describe("a subgraph whose problems have no text", () => {
  const contract = contractOf("till", join(import.meta.dirname, "fixtures/schema"));

  it("does not start", () => {
    const kit = [
      "InvalidInput",
      "IdempotencyConflict",
      "VersionConflict",
      "DeadLetterNotFound",
      "DeadLetterFailedAgain",
    ];
    const all = Object.fromEntries([...kit, "NoRoom"].map((name) => [name, "A text."]));
    const { NoRoom: _, ...most } = all;
    expect(() => subgraphSchema(contract, [], { en: all, ko: most })).toThrow(
      "Problems without a message: ko: NoRoom.",
    );
    expect(() => subgraphSchema(contract, [], { en: all, ko: all })).not.toThrow();
  });
});
