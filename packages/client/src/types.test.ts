import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const packageDirectory = join(import.meta.dirname, "..");
const compiler = join(packageDirectory, "../../node_modules/.bin/tsc");

/** What the compiler says about a file that uses the built package as a front end would. */
async function errorsOf(code: string): Promise<string[]> {
  // Inside the package, so that its name resolves; the folder is git-ignored.
  mkdirSync(join(packageDirectory, "src/__generated__"), { recursive: true });
  const directory = mkdtempSync(join(packageDirectory, "src/__generated__/planted-"));
  const options = {
    extends: "../../../../../tsconfig.base.json",
    compilerOptions: { types: [], lib: ["es2023", "dom", "dom.iterable"], skipLibCheck: false },
    files: ["planted.ts"],
  };
  try {
    writeFileSync(join(directory, "planted.ts"), code);
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(options));
    const output = await new Promise<string>((resolve) => {
      execFile(compiler, ["-p", directory, "--pretty", "false"], (_, stdout) => resolve(stdout));
    });
    return [...output.matchAll(/planted\.ts\((\d+),\d+\): error (TS\d+: .*)/g)].map(
      ([, line, error]) => `${line}: ${error}`,
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const cancel = (branches: string) => `import { assertNever, type CancelOrderMutation } from "@madang/client";
export function tell(result: CancelOrderMutation["cancelOrder"]): string {
  switch (result.__typename) {
    case "Order": return result.id;
    case "InvalidInput": return result.fields.map(({ message }) => message).join(", ");
    case "OrderNotFound": return result.message;
    case "OrderNotCancellable": return result.status;
    case "OrderLineNotCancellable": return result.message;
    ${branches}
    default: return assertNever(result);
  }
}
`;

it("a switch over every member of a result compiles", async () => {
  expect(await errorsOf(cancel('case "IdempotencyConflict": return result.message;'))).toEqual([]);
});

it("a switch that misses a problem does not compile", async () => {
  expect(await errorsOf(cancel(""))).toEqual([
    expect.stringMatching(
      /^10: TS2345: Argument of type '.*"IdempotencyConflict".*' is not assignable to parameter of type 'never'\.$/,
    ),
  ]);
});

it("what is no problem is the one other member", async () => {
  const code = `import { type CancelOrderMutation, isProblem, problemOf } from "@madang/client";
export function tell(result: CancelOrderMutation["cancelOrder"]): string {
  const code: string | undefined = problemOf(result)?.code;
  return isProblem(result) ? result.message : \`\${result.id} \${result.__typename satisfies "Order"} \${code}\`;
}
`;
  expect(await errorsOf(code)).toEqual([]);
});

it("a field, a variable and a masked field that are not there do not compile", async () => {
  const code = `import { createMadangFetch, ProductCardFragmentDoc, ProductPageDocument, readFragment } from "@madang/client";
const shop = createMadangFetch({ url: "" });
const { data } = await shop.send(ProductPageDocument, { slug: "cup" });
export const colour = data?.product?.colour;
export const masked = data?.product?.slug;
export const unmasked = readFragment(ProductCardFragmentDoc, data?.product)?.slug;
export const wrong = shop.send(ProductPageDocument, { slag: "cup" });
`;
  expect(await errorsOf(code)).toEqual([
    expect.stringMatching(/^4: TS2339: Property 'colour' does not exist on type /),
    expect.stringMatching(/^5: TS2339: Property 'slug' does not exist on type /),
    expect.stringMatching(/^7: TS\d+: .*'slag' does not exist in type /),
  ]);
});
