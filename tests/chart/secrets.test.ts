import { expect, it } from "vitest";
import { completed } from "../../docker/secrets.mjs";

const valuesOf = (text: string) =>
  new Map([...text.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));

it("docker/.env keeps what it has, whoever wrote it, and gets what is missing", () => {
  const own = ["# Ours.", "STRIPE_SECRET_KEY=sk_live_1", "MADANG_PORT=80"];
  const first = completed([...own, "REDIS_PASSWORD=hush", 'CURSOR_SECRET="a secret of ours"', ""].join("\n"), [
    "orders",
  ]);
  expect(first.split("\n").slice(0, own.length)).toEqual(own);
  const made = valuesOf(first);
  expect([...made.keys()]).toEqual([
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "CURSOR_SECRET",
    "ACCESS_TOKEN_SECRET",
    "PAYMENT_SANDBOX_KEY",
    "PAYMENT_SANDBOX_WEBHOOK_SECRET",
    "DATABASE_PASSWORD_ORDERS",
    "IDENTITY_KEY_ORDERS",
    "IDENTITY_KEY_ROUTER",
    "TRUSTED_IDENTITIES",
  ]);
  expect(made.get("REDIS_PASSWORD")).toBe("hush");
  expect(made.get("CURSOR_SECRET")).toBe("a secret of ours");
  expect(completed(first, ["orders"])).toBe(first);

  // Later there is one subgraph more: it alone gets something new, and is trusted like the others.
  const second = completed(first, ["orders", "reviews"]);
  const { TRUSTED_IDENTITIES: _, ...kept } = Object.fromEntries(made);
  expect(Object.fromEntries(valuesOf(second))).toMatchObject(kept);
  const { keys } = JSON.parse(valuesOf(second).get("TRUSTED_IDENTITIES") ?? "");
  expect(keys).toMatchObject([{ kid: "orders" }, { kid: "reviews" }, { kid: "router" }]);
});
