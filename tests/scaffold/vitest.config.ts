import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { oneGraphql } from "../../vitest.config.ts";

// `npm run test:new-subgraph`: makes a subgraph in a copy of the checkout. What runs inside the copy starts its own servers.
export default defineConfig({
  resolve: oneGraphql,
  test: {
    root: resolve(import.meta.dirname, "../.."),
    include: ["tests/scaffold/newSubgraph.trial.ts"],
    pool: "forks",
    bail: 1,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
