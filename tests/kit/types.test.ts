import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const compiler = join(import.meta.dirname, "../../node_modules/.bin/tsc");

const house = `import { type Action, type Database, type DatabaseSettings, defineEvent, defineJob, defineSubgraph, on, type Sql, type Work } from "@madang/service-kit";
import { z } from "zod";
const data = z.object({ amount: z.bigint() });
const rung = defineEvent({ type: "till.rung", version: 1, data, subject: () => "1", subscribers: ["bell"] });
const opened = defineEvent({ type: "till.opened", version: 1, data, subject: () => "1", subscribers: ["ledger"] });
const catalogue = { rung, opened } as const;
declare const connect: (settings: DatabaseSettings) => Database<Sql>;
declare const hear: Action<Sql, { amount: bigint }, unknown>;
declare const mishear: Action<Sql, { amount: string }, unknown>;
declare const work: Work<Sql>;
const tidy = defineJob<Sql, { id: string }>({ name: "tidy", payload: z.object({ id: z.string() }), run: async () => undefined });
const rest = { connect, resolvers: {}, loaders: () => ({}), messages: {} };
`;
const firstLine = house.split("\n").length;

/** Each is one line after the house. */
const planted = {
  "exactly its handlers": 'defineSubgraph(catalogue, { ...rest, name: "bell", handles: [on(rung, hear)] });',
  "no handlers where none are named": 'defineSubgraph(catalogue, { ...rest, name: "till", handles: [] });',
  "a payload of the right shape": "work.publish(rung, { amount: 12n });",
  "a job's payload of the right shape": 'work.enqueue(tidy, { id: "1" });',
  "a missing handler": 'defineSubgraph(catalogue, { ...rest, name: "bell", handles: [] });',
  "a handler too many":
    'defineSubgraph(catalogue, { ...rest, name: "bell", handles: [on(rung, hear), on(opened, hear)] });',
  "another's handler": 'defineSubgraph(catalogue, { ...rest, name: "till", handles: [on(rung, hear)] });',
  "a payload of the wrong type": 'work.publish(rung, { amount: "12" });',
  "a payload that lacks a field": "work.publish(rung, {});",
  "a payload with a field too many": "work.publish(rung, { amount: 12n, tip: 1n });",
  "an action that expects another payload": "on(rung, mishear);",
  "a job's payload of the wrong type": "work.enqueue(tidy, { id: 1 });",
} as const;

describe("the compiler", () => {
  let errors: Partial<Record<string, string[]>>;

  // All at once: the compiler reads the whole kit each time.
  beforeAll(async () => {
    mkdirSync(join(import.meta.dirname, "__generated__"), { recursive: true });
    const directory = mkdtempSync(join(import.meta.dirname, "__generated__/planted-"));
    const names = Object.keys(planted);
    const options = { extends: "../../../../tsconfig.base.json", files: names.map((_, i) => `planted${i}.ts`) };
    try {
      const unused = { noUnusedLocals: false, noUnusedParameters: false };
      writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ ...options, compilerOptions: unused }));
      for (const [i, code] of Object.values(planted).entries())
        writeFileSync(join(directory, `planted${i}.ts`), house + code);
      const output = await new Promise<string>((resolve) => {
        execFile(compiler, ["-p", directory, "--pretty", "false"], (_, stdout) => resolve(stdout));
      });
      const found = [...output.matchAll(/^(?:.*planted-\w+\/planted)?(.+)\.ts\((\d+),\d+\): error (.*)/gm)].map(
        ([, file = "", line, error]) => ({
          name: names[Number(file)] ?? file,
          text: `${Number(line) - firstLine}: ${error}`,
        }),
      );
      const byName = Object.entries(Object.groupBy(found, ({ name }) => name));
      errors = Object.fromEntries(byName.map(([name, all = []]) => [name, all.map(({ text }) => text)]));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it.each(Object.keys(planted).slice(0, 4))("takes %s", (name) => {
    expect(errors[name]).toBeUndefined();
  });

  it.each([
    ["a missing handler", /TS2322: .*"lacks a handler for": "till\.rung"/],
    ["a handler too many", /TS2322: .*"handles what the catalogue does not name it for": "till\.opened"/],
    ["another's handler", /TS2322: .*"handles what the catalogue does not name it for": "till\.rung"/],
    ["a payload of the wrong type", /TS2322: Type 'string' is not assignable to type 'bigint'\./],
    ["a payload that lacks a field", /TS2741: Property 'amount' is missing in type '\{\}'/],
    ["a payload with a field too many", /TS2353: .*'tip' does not exist in type/],
    [
      "an action that expects another payload",
      /TS2345: .*is not assignable to parameter of type 'Action<Sql, \{ amount: bigint; \}, unknown>'/,
    ],
    ["a job's payload of the wrong type", /TS2322: Type 'number' is not assignable to type 'string'\./],
  ])("refuses %s", (name, error) => {
    expect(errors[name]).toEqual([expect.stringMatching(new RegExp(`^0: ${error.source}`))]);
  });

  it("finds nothing else", () => {
    expect(Object.keys(errors).filter((name) => !(name in planted))).toEqual([]);
  });
});
