import { expect, it } from "vitest";
import { backoff } from "./backoff.ts";

it("Waits double up to a minute, so that what waited for a long outage goes on soon after it", () => {
  expect([1, 2, 3, 6, 7, 20, 1_000, 5_000].map((attempts) => backoff(1_000, attempts))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000, 60_000,
  ]);
});
