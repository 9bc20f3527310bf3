import { resolve } from "node:path";
import { makeSubgraph } from "../makeSubgraph.ts";
import { namesOf } from "../names.ts";
import { StepFailed } from "../programs.ts";
import { refusalOf } from "../refusal.ts";

const root = resolve(import.meta.dirname, "../../../..");
const say = (text: string) => void process.stdout.write(`${text}\n`);

const [name = "", ...more] = process.argv.slice(2);
const refusal = more.length > 0 ? "One name at a time: npm run new:subgraph gifts" : refusalOf(name, root);

if (refusal) fail(refusal);
else {
  try {
    told(name, makeSubgraph(name, root, say));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    fail(`${error.message}\nWhat was made was taken away again. If the graph was composed by then: npm run generate`);
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

function told(name: string, port: number): void {
  const { list, Type, words } = namesOf(name);
  const made = [
    [`schema/${name}.graphql`, "its contract"],
    ["schema/supergraph.yaml", `its entry: port ${port}`],
    [`prisma/${name}/`, "its database: schema and first migration"],
    [`subgraphs/${name}/`, `its code, and a test of add${Type}`],
  ] as const;
  say(`
Made the subgraph ${name}, with ${list} that everybody reads and staff add to:
${made.map(([path, what]) => `  ${path.padEnd(Math.max(24, name.length + 17))}${what}`).join("\n")}
and what follows from them: the composed graph, package-lock.json, docker/compose.yaml, helm/madang/files.

Next:
  1. Say in the contract, the Prisma schema and the README what a ${words} is.
  2. Change the contract, then: npm run generate
     Change the tables, then: npm run prisma -- ${name} migrate dev --name what_changed
  3. Give the scope ${name}:write to a role: subgraphs/accounts/src/domain/role.ts
  4. npx vitest run subgraphs/${name}
  5. npm run check, and npm start`);
}
