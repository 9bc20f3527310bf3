import { defineConfig } from "vitest/config";
import { everywhere, oneGraphql, shared } from "./vitest.config.ts";

// What takes minutes, such as killing servers again and again.
export default defineConfig({
  resolve: oneGraphql,
  test: { ...shared, include: everywhere(".proof.test.ts"), exclude: ["**/node_modules/**"], testTimeout: 300_000 },
});
