import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeComposition } from "../committed.ts";
import { compose } from "../compose.ts";
import { ContractError } from "../contractError.ts";
import { isFresh, markFresh, type Product } from "../freshness.ts";
import { rootDirectory } from "../paths.ts";
import { report } from "../report.ts";
import { readSupergraphConfig } from "../supergraphConfig.ts";

await report(async () => {
  const began = performance.now();
  generatePrismaClients();
  const made = [...writeComposition(compose()), ...(await generateTypes()), ...buildClient(), ...buildGraphiql()];
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    made.length > 0 ? `Generated ${made.join(", ")} in ${seconds} s.\n` : "Everything is generated.\n",
  );
});

/** The Prisma clients have their own command, which knows what is up to date. */
function generatePrismaClients(): void {
  const command = "packages/migrate/src/commands/generate.ts";
  if (existsSync(join(rootDirectory, command))) run(process.execPath, [command], "The Prisma clients");
}

async function generateTypes(): Promise<string[]> {
  const types: Product = {
    name: "types",
    inputs: [
      "schema/*",
      "codegen.ts",
      "examples/operations/**/*.graphql",
      "subgraphs/*/src/parents.ts",
      "packages/contracts/src/*.ts",
      "package-lock.json",
    ],
    outputs: [
      ...readSupergraphConfig().map(({ name }) => `subgraphs/${name}/src/__generated__/resolvers.ts`),
      "packages/client/src/__generated__/graphql.ts",
    ],
  };
  if (isFresh(types)) return [];

  // Loaded only when needed: these two take longer than everything else here.
  const [{ generate }, { default: config }] = await Promise.all([
    import("@graphql-codegen/cli"),
    import("../../../../codegen.ts"),
  ]);
  try {
    await generate({ ...config, cwd: rootDirectory, silent: true, errorsOnly: true, noSilentErrors: true }, true);
  } catch (error) {
    throw new ContractError([`The types could not be generated: ${error instanceof Error ? error.message : error}`]);
  }
  markFresh(types);
  return ["types"];
}

function buildClient(): string[] {
  const client: Product = {
    name: "client",
    inputs: [
      "packages/client/src/**/*.ts",
      "packages/client/tsconfig*.json",
      "tsconfig.base.json",
      "package-lock.json",
    ],
    outputs: ["packages/client/dist/index.js", "packages/client/dist/index.d.ts"],
  };
  if (isFresh(client)) return [];
  run("tsc", ["-p", "packages/client/tsconfig.build.json"], "packages/client");
  markFresh(client);
  return ["packages/client"];
}

function buildGraphiql(): string[] {
  const graphiql: Product = {
    name: "graphiql",
    inputs: ["router/graphiql/*", "examples/operations/**/*.graphql", "package-lock.json"],
    outputs: ["router/dist/graphiql/index.html"],
  };
  if (isFresh(graphiql)) return [];
  run("vite", ["build", "router/graphiql", "--logLevel", "error"], "GraphiQL");
  markFresh(graphiql);
  return ["GraphiQL"];
}

function run(program: string, args: readonly string[], what: string): void {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: rootDirectory,
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(rootDirectory, "node_modules/.bin")}:${process.env["PATH"] ?? ""}` },
  });
  if (error) throw new ContractError([`${what} could not be made: ${error.message}`]);
  if (status !== 0) throw new ContractError([`${what} could not be made:\n${stdout}${stderr}`.trimEnd()]);
  process.stdout.write(stdout);
}
