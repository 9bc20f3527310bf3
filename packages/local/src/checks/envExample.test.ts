import { expect, it } from "vitest";
import { checkEnvExample, envExample } from "./envExample.ts";

it(".env.example names every setting that the code reads, and no other", async () => {
  expect(await checkEnvExample(false)).toBeUndefined();
});

it("says of each setting what it is for and what it is when left out", async () => {
  const text = await envExample();
  expect(text).toContain("# The router's port; all others move with it\n# MADANG_PORT_BASE=4000\n");
  expect(text).toContain("# IDENTITY_KEY_<NAME>=\n");
});
