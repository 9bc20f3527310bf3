import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaDirectory } from "@madang/contracts/paths";
import { buildSchema, getIntrospectionQuery, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { exampleOperations } from "../pages/exampleOperations.ts";
import { nestedLists } from "./nesting.ts";

const schema = buildSchema(readFileSync(join(schemaDirectory, "api.graphql"), "utf8"));
const refusals = (query: string) => validate(schema, parse(query), [nestedLists]).map(({ message }) => message);

describe("A list within itself", () => {
  it.each([
    [
      "variants",
      "{ products(first: 100) { nodes { variants { product { variants { product { variants { id } } } } } } } }",
    ],
    ["the tree", "{ categories { children { parent { children { parent { children { id } } } } } } }"],
    [
      "one's orders",
      "{ me { orders { nodes { account { orders { nodes { account { orders { nodes { id } } } } } } } } } }",
    ],
    [
      "fragments",
      "{ categories { ...A } } fragment A on Category { children { ...B } } fragment B on Category { children { ... { children { id } } } }",
    ],
  ])("is refused the third time on a path: %s", (_, query) => {
    expect(refusals(query)).toEqual(["This operation is too large. It has lists within themselves."]);
  });

  it("may stand twice on a path, and as often as one likes beside itself", () => {
    expect(refusals("{ categories { children { children { id } } a: children { b: children { id } } } }")).toEqual([]);
    expect(refusals(exampleOperations())).toEqual([]);
    expect(refusals(getIntrospectionQuery())).toEqual([]);
  });

  it("is found in time however often fragments are spread, and although they go in circles", () => {
    const bomb = Array.from({ length: 300 }, (_, i) => `fragment F${i} on Category { ...F${i + 1} ...F${i + 1} }`);
    expect(refusals(`{ categories { ...F0 } } ${bomb.join(" ")} fragment F300 on Category { id }`)).toEqual([]);
    expect(refusals("{ categories { ...C } } fragment C on Category { id ...C }")).toEqual([]);
  });
});
