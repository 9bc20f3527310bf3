import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { oneGraphql, shared } from "../../vitest.config.ts";

/** Run inside the copy: the test that came with the new subgraph, and ours of its place in the graph. */
export default defineConfig({
  resolve: oneGraphql,
  test: {
    ...shared,
    root: resolve(import.meta.dirname, "../.."),
    include: ["subgraphs/gifts/src/**/*.test.ts", "tests/scaffold/composed.trial.ts"],
  },
});
