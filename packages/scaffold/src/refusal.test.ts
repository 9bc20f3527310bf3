import { resolve } from "node:path";
import { expect, it } from "vitest";
import { refusalOf } from "./refusal.ts";

const root = resolve(import.meta.dirname, "../../..");

it.each(["", "ab", "Gifts", "gift-cards", "gift_cards", "1gift", "gifts/..", "선물들", "x".repeat(31)])(
  "refuses %j, which is no name of a subgraph",
  (name) => {
    expect(refusalOf(name, root)).toMatch(/^A subgraph's name has 3 to 30 lower-case letters and digits/);
  },
);

it.each(["class", "messages", "postgres", "router"])("refuses %s, which means something else", (name) => {
  expect(refusalOf(name, root)).toBe(`"${name}" has a meaning already: choose another name.`);
});

it.each([
  ["catalog", 'There is a subgraph "catalog" already.'],
  ["supergraph", '"supergraph" is taken: there is schema/supergraph.graphql already.'],
  ["events", '"events" is taken: there is packages/events already.'],
  ["promises", 'A "promises" would hold things of type Promise, which has a meaning already: choose another name.'],
  ["queries", 'A "queries" would hold things of type Query, which has a meaning already: choose another name.'],
  ["products", '"products" would bring Query.products into the graph, where catalog has one already.'],
  ["nodes", '"nodes" would bring Node into the graph, where accounts has one already.'],
])("refuses %s, which is taken", (name, sentence) => {
  expect(refusalOf(name, root)).toBe(sentence);
});

it("takes a name that is free", () => {
  expect(refusalOf("trinkets", root)).toBeUndefined();
});
