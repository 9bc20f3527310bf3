import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Each file has a process of its own, and all of them load the same packages: they need compile those once.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/node");

export const shared = {
  globalSetup: "packages/testkit/src/globalSetup.ts",
  pool: "forks",
  // The machine also runs PostgreSQL and Redis for the tests.
  maxWorkers: 2,
  testTimeout: 30_000,
  hookTimeout: 60_000,
} as const;

/** Vite would give our code graphql's .mjs files while packages get its .js: two copies that know nothing of each other. */
export const oneGraphql = { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] };

export const everywhere = (ending: string) =>
  ["packages", "subgraphs", "router", "tests", "examples", "scripts"].map((folder) => `${folder}/**/*${ending}`);

export default defineConfig({
  resolve: oneGraphql,
  test: {
    ...shared,
    include: everywhere(".test.ts"),
    exclude: ["**/node_modules/**", "**/*.proof.test.ts", "**/*.web.test.ts"],
  },
});
