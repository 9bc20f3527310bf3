import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules, type Sources } from "./rules.ts";

const root = join(import.meta.dirname, "../..");

async function house(): Promise<Sources> {
  const sources = new Map<string, string>();
  const patterns = [
    "packages/*/src/**/*.ts",
    "subgraphs/*/src/**/*.ts",
    "router/src/**/*.ts",
    "tests/**/*.ts",
    "prisma/**/*.ts",
  ];
  for await (const path of glob(patterns, { cwd: root }))
    if (!/__generated__|node_modules|tests\/architecture/.test(path))
      sources.set(path, readFileSync(join(root, path), "utf8"));
  return sources;
}

/** For each rule a house of one or two files in which it alone is broken, and what it says of that. */
const planted: Record<string, { files: Record<string, string>; says: string }> = {
  "a subgraph imports neither another subgraph nor the router": {
    files: { "subgraphs/orders/src/a.ts": 'import { b } from "@madang/catalog";', "subgraphs/catalog/src/b.ts": "" },
    says: "subgraphs/orders/src/a.ts imports @madang/catalog",
  },
  "a package imports no subgraph and not the router": {
    files: { "packages/local/src/a.ts": 'import {\n  b,\n} from "../../../subgraphs/orders/src/b.ts";' },
    says: "packages/local/src/a.ts imports subgraphs/orders/src/b.ts",
  },
  "the router imports no subgraph": {
    files: { "router/src/a.ts": 'const b = await import("@madang/orders");', "subgraphs/orders/src/b.ts": "" },
    says: "router/src/a.ts imports @madang/orders",
  },
  "the kit imports no event of the house": {
    files: { "packages/service-kit/src/a.ts": 'export { b } from "@madang/events";' },
    says: "packages/service-kit/src/a.ts imports @madang/events",
  },
  "the payment sandbox imports nothing of ours": {
    files: { "packages/payment-sandbox/src/a.ts": 'import { b } from "../../service-kit/src/b.ts";' },
    says: "packages/payment-sandbox/src/a.ts imports packages/service-kit/src/b.ts",
  },
  "a domain imports only domain and the kit": {
    files: { "subgraphs/orders/src/domain/a.ts": 'import { b } from "../data/b.ts";' },
    says: "subgraphs/orders/src/domain/a.ts imports subgraphs/orders/src/data/b.ts",
  },
  "a domain neither waits nor tells the time nor draws lots": {
    files: { "subgraphs/orders/src/domain/a.ts": "const now = Date.now();" },
    says: "subgraphs/orders/src/domain/a.ts:1: const now = Date.now();",
  },
  "no subgraph goes by the clock of its own process": {
    files: { "subgraphs/orders/src/actions/a.ts": "if (cart.expiresAt < new Date()) return null;" },
    says: "subgraphs/orders/src/actions/a.ts:1: if (cart.expiresAt < new Date()) return null;",
  },
  "only data knows Prisma's client": {
    files: { "subgraphs/orders/src/actions/a.ts": 'import { b } from "../data/__generated__/prisma/client.ts";' },
    says: "subgraphs/orders/src/actions/a.ts imports subgraphs/orders/src/data/__generated__/prisma/client.ts",
  },
  "doors do not write": {
    files: { "subgraphs/orders/src/resolvers/a.ts": "db.order.update({ where: { id } });" },
    says: "subgraphs/orders/src/resolvers/a.ts:1: db.order.update({ where: { id } });",
  },
  "only env.ts files and the kit read the environment": {
    files: { "subgraphs/orders/src/actions/a.ts": "const url = process.env.URL;" },
    says: "subgraphs/orders/src/actions/a.ts:1: const url = process.env.URL;",
  },
  "nothing is exempt from the type checker or the linter": {
    files: { "router/src/a.ts": `// @ts-${"ignore"}` },
    says: `router/src/a.ts:1: // @ts-${"ignore"}`,
  },
  "no test is left out": {
    files: { "router/src/a.test.ts": `it.${"only"}("works");` },
    says: `router/src/a.test.ts:1: it.${"only"}("works");`,
  },
  "files are named for what they do": {
    files: { "router/src/utils/a.ts": "" },
    says: "router/src/utils/a.ts",
  },
  "a subgraph is seen at a glance": {
    files: { "subgraphs/orders/src/subgraph.ts": "//\n".repeat(41) },
    says: "subgraphs/orders/src/subgraph.ts has more than 40 lines",
  },
};

describe("the architecture", async () => {
  const sources = await house();

  it.each(rules)("keeps that $name", ({ broken }) => expect(broken(sources)).toEqual([]));

  it.each(rules)("would see it broken: $name", ({ name, broken }) => {
    const violation = planted[name];
    expect(broken(new Map(Object.entries(violation?.files ?? {})))).toEqual([violation?.says]);
  });
});
