import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkContracts, compose, readOperations } from "@madang/contracts";
import { describe, expect, it } from "vitest";
import { operationFindings } from "../../packages/contracts/src/operations.ts";
import { release } from "../../packages/contracts/src/release.ts";
import { plantedSchema } from "./plantedSchema.ts";

const releaseHint = 'If it has to be: npm run api:release -- --note "…".';

describe("a change that breaks a client", () => {
  it("is found until it is released with a note", async () => {
    using schema = plantedSchema();
    schema.plant(
      "analytics.graphql",
      `  "When the newest event that these figures know happened; null when there is none."\n  asOf: DateTime\n}\n\n"What was sold in one currency."`,
      `}\n\n"What was sold in one currency."`,
    );
    schema.generate();
    release({ note: "What clients had before.", now: new Date("2026-11-20"), directory: schema.directory });
    schema.plant("analytics.graphql", `  "One row a currency, over all days."\n  totals: [RevenueTotal!]!\n`, "");
    schema.generate();

    const findings = await checkContracts(schema.directory);
    expect(findings.filter((finding) => finding.endsWith(releaseHint))).toEqual([
      `Field 'totals' was removed from object type 'Metrics'. ${releaseHint}`,
    ]);

    release({ note: "Totals are gone: add up the days.", now: new Date("2026-11-21"), directory: schema.directory });
    expect((await checkContracts(schema.directory)).filter((finding) => finding.endsWith(releaseHint))).toEqual([]);
  });
});

describe("a contract", () => {
  it("needs a description of everything, which says more than the name", async () => {
    using schema = plantedSchema();
    const missing = schema.plant("shared.graphql", '"Width in pixels."\n', "\n");
    const repeating = schema.plant("shared.graphql", '"Height in pixels."', '"The height."');
    schema.generate();
    expect(await checkContracts(schema.directory)).toEqual([
      `schema/shared.graphql:${missing + 1}: Image.width has no description.`,
      `schema/shared.graphql:${repeating + 1}: the description of Image.height only repeats its name.`,
    ]);
  });

  it("that does not fit the others is named with its file and line", async () => {
    using schema = plantedSchema();
    const line = schema.plant(
      "inventory.graphql",
      '  available: Int!\n}\n\n"The stock would',
      '  available: String!\n}\n\n"The stock would',
    );
    expect(await checkContracts(schema.directory)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^schema/inventory\\.graphql:${line}, schema/orders\\.graphql:\\d+: Type of field "InsufficientStock\\.available" is incompatible .* \\(FIELD_TYPE_MISMATCH\\)$`,
        ),
      ),
    ]);
  });

  it("lets every field at the root be null, so that one room's outage does not take the whole answer away", async () => {
    using schema = plantedSchema();
    schema.plant("catalog.graphql", "  categories: [Category!]\n", "  categories: [Category!]!\n");
    schema.generate();
    expect(await checkContracts(schema.directory)).toEqual([
      "Query.categories must be [Category!]: a field at the root may be null.",
    ]);
  });

  it("that is no GraphQL is named with its file and line", async () => {
    using schema = plantedSchema();
    const line = schema.plant("orders.graphql", "enum PaymentMethod {", "enum PaymentMethod (");
    expect(await checkContracts(schema.directory)).toEqual([
      `schema/orders.graphql:${line}: Syntax Error: Unexpected "(".`,
    ]);
  });

  it("that was not generated from is found", async () => {
    using schema = plantedSchema();
    schema.plant("analytics.graphql", '"Which days and markets."', '"Days and markets."');
    expect(await checkContracts(schema.directory)).toEqual([
      "schema/supergraph.graphql is not what the contracts compose to: npm run generate.",
      "schema/api.graphql is not what the contracts compose to: npm run generate.",
    ]);
  });
});

describe("the example operations", () => {
  it("are named and described", () => {
    const operations = readOperations();
    expect(operations).toHaveLength(31);
    for (const { name, description } of operations)
      expect([name, description]).toEqual([name, expect.stringMatching(/\.$/)]);
  });

  it("are refused when they ask for what is not there", () => {
    const directory = mkdtempSync(join(tmpdir(), "madang-operations-"));
    try {
      writeFileSync(join(directory, "whoAmI.graphql"), "query WhoIsIt {\n  me {\n    shoeSize\n  }\n}\n");
      expect(operationFindings(compose().api, directory)).toEqual([
        "examples/operations/whoAmI.graphql: the operation must be called WhoAmI.",
        "examples/operations/whoAmI.graphql must begin with a comment that says what the operation is for.",
        'examples/operations/whoAmI.graphql:3: Cannot query field "shoeSize" on type "Account".',
      ]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
