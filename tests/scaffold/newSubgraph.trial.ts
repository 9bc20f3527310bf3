import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { checkout, copyOfCheckout } from "./copyOfCheckout.ts";

const worked = { code: 0, output: expect.any(String) };
const report = z.object({ numTotalTests: z.number(), numPassedTests: z.number(), numFailedTests: z.number() });

/** Everything of the checkout that making a subgraph touches. */
const traces = () => [
  ...["schema", "prisma", "subgraphs", "node_modules/@madang"].map((folder) => readdirSync(join(checkout, folder))),
  ...["schema/supergraph.yaml", "package-lock.json", "node_modules/.package-lock.json", "docker/compose.yaml"].map(
    (file) => readFileSync(join(checkout, file), "utf8"),
  ),
];

describe("npm run new:subgraph", () => {
  const before = traces();
  let copy: ReturnType<typeof copyOfCheckout>;
  beforeAll(() => {
    copy = copyOfCheckout();
  });
  afterAll(() => copy[Symbol.dispose]());

  it.each([
    ["orders", 'There is a subgraph "orders" already.'],
    ["Gift-shop", /^A subgraph's name has 3 to 30 lower-case letters and digits/],
    ["carts", '"carts" would bring Cart into the graph, where orders has one already.'],
  ])("refuses %s in one sentence and changes nothing", async (name, sentence) => {
    const { code, output } = await copy.run("node", "scripts/run.mjs", "new:subgraph", name);
    expect(code).toBe(1);
    expect(output.trimEnd().split("\n")).toEqual([expect.stringMatching(sentence)]);
    expect(copy.changes()).toEqual([]);
  });

  it("makes a subgraph and what follows from it, and nothing else", async () => {
    const { code, output } = await copy.run("node", "scripts/run.mjs", "new:subgraph", "gifts");
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("Made the subgraph gifts") });
    expect(copy.changes()).toEqual([
      "M docker/compose.yaml",
      "M helm/madang/files/services.yaml",
      "M helm/madang/files/supergraph.graphql",
      "M package-lock.json",
      "A prisma/gifts/kit.prisma",
      "A prisma/gifts/migrations/20261120000000_kit/migration.sql",
      "A prisma/gifts/migrations/20261120000001_init/migration.sql",
      "A prisma/gifts/migrations/20261121000000_kit_2/migration.sql",
      "A prisma/gifts/migrations/migration_lock.toml",
      "A prisma/gifts/schema.prisma",
      "M schema/api.graphql",
      "A schema/gifts.graphql",
      "M schema/supergraph.graphql",
      "M schema/supergraph.yaml",
      "A subgraphs/gifts/README.md",
      "A subgraphs/gifts/package.json",
      "A subgraphs/gifts/src/actions/addGift.test.ts",
      "A subgraphs/gifts/src/actions/addGift.ts",
      "A subgraphs/gifts/src/context.ts",
      "A subgraphs/gifts/src/data/database.ts",
      "A subgraphs/gifts/src/data/gifts.ts",
      "A subgraphs/gifts/src/data/loaders.ts",
      "A subgraphs/gifts/src/main.ts",
      "A subgraphs/gifts/src/messages.ts",
      "A subgraphs/gifts/src/parents.ts",
      "A subgraphs/gifts/src/resolvers/Gift.ts",
      "A subgraphs/gifts/src/resolvers/Mutation.ts",
      "A subgraphs/gifts/src/resolvers/Query.ts",
      "A subgraphs/gifts/src/subgraph.ts",
      "A subgraphs/gifts/tsconfig.json",
    ]);
    const { lost, gained } = copy.difference("schema/supergraph.yaml");
    expect(lost).toEqual([]);
    expect(gained).toEqual([
      "  gifts:",
      expect.stringMatching(/^ {4}routing_url: http:\/\/127\.0\.0\.1:40\d\d\/graphql$/),
      "    schema: { file: ./gifts.graphql }",
    ]);
    expect(copy.difference("package-lock.json").lost).toEqual([]);
  });

  it("makes one that compiles", async () => {
    expect(await copy.run("tsc", "--project", "subgraphs/gifts", "--noEmit")).toEqual({ code: 0, output: "" });
  });

  it("makes one whose own test passes, and that answers through the composed graph", async () => {
    const file = join(copy.root, "artifacts", "inside.json");
    const reporting = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const ran = await copy.run("vitest", "run", "--config", "tests/scaffold/inside.config.ts", ...reporting);
    expect(ran).toEqual(worked);
    const counts = report.parse(JSON.parse(readFileSync(file, "utf8")));
    expect(counts).toEqual({ numTotalTests: 9, numPassedTests: 9, numFailedTests: 0 });
  });

  it("makes one with which every check passes", async () => {
    const { code, output } = await copy.run("node", "scripts/run.mjs", "check");
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("All checks pass.") });
  });

  it("refuses to make it twice, and leaves the checkout itself alone", async () => {
    const made = copy.changes();
    expect(await copy.run("node", "scripts/run.mjs", "new:subgraph", "gifts")).toEqual({
      code: 1,
      output: 'There is a subgraph "gifts" already.\n',
    });
    expect(copy.changes()).toEqual(made);
    expect(traces()).toEqual(before);
  });
});
