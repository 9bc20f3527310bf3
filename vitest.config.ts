import { defineConfig } from "vitest/config";

export const shared = {
  globalSetup: ["packages/testkit/src/globalSetup.ts"],
  pool: "forks",
  // The machine also runs PostgreSQL and Redis for the tests.
  maxWorkers: 2,
  testTimeout: 30_000,
  hookTimeout: 60_000,
} as const;

export const everywhere = (ending: string) =>
  ["packages", "subgraphs", "router", "tests", "examples", "scripts"].map((folder) => `${folder}/**/*${ending}`);

export default defineConfig({
  test: { ...shared, include: everywhere(".test.ts"), exclude: ["**/node_modules/**", "**/*.proof.test.ts"] },
});
