import { defineConfig } from "vitest/config";
import { oneGraphql, shared } from "./vitest.config.ts";

// The shop in a browser: needs Chromium, so `npm test` leaves it out. One way through it, so it ends where it breaks off.
export default defineConfig({
  resolve: oneGraphql,
  test: { ...shared, include: ["tests/web/**/*.web.test.ts"], testTimeout: 240_000, bail: 1 },
});
