import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  buildSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  validate,
  visit,
} from "graphql";
import { parseDocument } from "./contract.ts";
import { rootDirectory } from "./paths.ts";

/** An example operation, whole: with the fragments that it uses. */
export interface Operation {
  readonly name: string;
  /** What it is for: the comment above it. */
  readonly description: string;
  readonly text: string;
}

const operationsDirectory = join(rootDirectory, "examples/operations");

/** The example operations by name, to show and to run. */
export function readOperations(directory = operationsDirectory): Operation[] {
  const { operations, fragments } = readDocuments(directory);
  return operations.flatMap(({ document, text }) =>
    document.definitions.filter(isOperation).map((operation) => ({
      name: operation.name?.value ?? "",
      description: headerOf(text),
      text: `${print(withFragments(operation, fragments))}\n`,
    })),
  );
}

/** What is wrong with the example operations: not described, not named for their file, not valid. */
export function operationFindings(api: string, directory = operationsDirectory): string[] {
  const schema = buildSchema(api);
  const { operations, fragments } = readDocuments(directory);
  return operations.flatMap(({ file, document, text }) => {
    const findings: string[] = [];
    const [operation, ...others] = document.definitions.filter(isOperation);
    if (!operation || others.length > 0) return [`${file} must hold exactly one operation.`];
    const expected = capitalised(basename(file, ".graphql"));
    if (operation.name?.value !== expected) findings.push(`${file}: the operation must be called ${expected}.`);
    if (!headerOf(text)) findings.push(`${file} must begin with a comment that says what the operation is for.`);
    for (const error of validate(schema, withFragments(operation, fragments))) {
      const [node] = error.nodes ?? [];
      findings.push(`${node?.loc ? `${node.loc.source.name}:${node.loc.startToken.line}` : file}: ${error.message}`);
    }
    return findings;
  });
}

function readDocuments(directory: string) {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: directory })
      .sort()
      .map((path) => {
        const text = readFileSync(join(directory, path), "utf8");
        const file = `examples/operations/${path}`;
        return { file, text, document: parseDocument(text, file) };
      });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of read("fragments/*.graphql").flatMap(({ document }) => document.definitions)) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return { operations: read("*.graphql"), fragments };
}

function withFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const used = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
}

function isOperation(node: { kind: string }): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function headerOf(text: string): string {
  const [header = ""] = /^(?:#.*\n)+/.exec(text) ?? [];
  return header.replaceAll(/^#\s?/gm, "").replaceAll("\n", " ").trim();
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
