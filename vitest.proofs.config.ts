import { defineConfig } from "vitest/config";
import { everywhere, shared } from "./vitest.config.ts";

// What takes minutes, such as killing servers again and again.
export default defineConfig({
  test: { ...shared, include: everywhere(".proof.test.ts"), exclude: ["**/node_modules/**"], testTimeout: 300_000 },
});
