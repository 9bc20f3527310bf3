import { createServer } from "node:net";
import { redisSpace } from "@madang/testkit";
import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { Attempts } from "./attempts.ts";

const limits = { ATTEMPTS_PER_ACCOUNT: 2, ATTEMPTS_PER_CLIENT: 3, ATTEMPTS_WINDOW_SECONDS: 900 };
const ada = { email: "ada@example.com", client: "192.0.2.1" };
const within = (seconds: number | null) => seconds !== null && seconds > 0 && seconds <= 900;

it("counts together with other instances, and keeps no address in Redis", async () => {
  await using space = redisSpace();
  const settings = { ...limits, REDIS_URL: space.url, QUEUE_PREFIX: space.prefix };
  const [one, other] = [new Attempts(settings), new Attempts(settings)];
  const redis = new Redis(space.url);
  try {
    expect(await one.take("signIn", ada)).toBe(null);
    expect(await other.take("signIn", { ...ada, email: "ADA@example.com" })).toBe(null);
    expect(await one.take("signIn", ada)).toSatisfy(within);
    expect(await one.take("register", ada)).toBe(null);
    expect((await redis.keys(`${space.prefix}*`)).join()).not.toMatch(/@|example/);
  } finally {
    await Promise.all([one.close(), other.close()]);
    redis.disconnect();
  }
});

it("goes on counting by itself while Redis is away", async () => {
  const attempts = new Attempts({ ...limits, REDIS_URL: "redis://127.0.0.1:9", QUEUE_PREFIX: "away" });
  try {
    expect(await attempts.take("signIn", ada)).toBe(null);
    expect(await attempts.take("signIn", ada)).toBe(null);
    expect(await attempts.take("signIn", ada)).toSatisfy(within);
    await attempts.forgive("signIn", ada.email);
    expect(await attempts.take("signIn", { ...ada, client: "192.0.2.2" })).toBe(null);
    expect(await attempts.take("signIn", ada)).toSatisfy(within);
  } finally {
    await attempts.close();
  }
});

it("does not let a client that is over its limit use up the attempts of others", async () => {
  const attempts = new Attempts({ ...limits, REDIS_URL: "redis://127.0.0.1:9", QUEUE_PREFIX: "away" });
  const from = (email: string, client: string | null) => attempts.take("signIn", { email, client });
  try {
    for (const email of ["a@example.com", "b@example.com", "c@example.com"])
      expect(await from(email, "192.0.2.1")).toBe(null);
    for (let n = 0; n < 5; n += 1) expect(await from("victim@example.com", "192.0.2.1")).toSatisfy(within);
    expect(await from("victim@example.com", "192.0.2.2")).toBe(null);
    expect(await from("victim@example.com", null)).toBe(null);
  } finally {
    await attempts.close();
  }
});

it("goes on counting by itself while Redis takes connections and says nothing", async () => {
  const silent = createServer();
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
  const at = silent.address();
  const port = typeof at === "object" && at ? at.port : 0;
  const attempts = new Attempts({ ...limits, REDIS_URL: `redis://127.0.0.1:${port}`, QUEUE_PREFIX: "silent" });
  try {
    expect(await attempts.take("signIn", ada)).toBe(null);
    expect(await attempts.take("signIn", ada)).toBe(null);
    expect(await attempts.take("signIn", ada)).toSatisfy(within);
  } finally {
    await attempts.close();
    silent.close();
  }
});
