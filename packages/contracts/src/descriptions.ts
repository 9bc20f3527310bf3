import { join } from "node:path";
import { type ASTNode, Kind, type NameNode, type StringValueNode, visit } from "graphql";
import { parseFile } from "./contract.ts";
import { schemaDirectory } from "./paths.ts";
import { readSupergraphConfig } from "./supergraphConfig.ts";

const described: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
]);

const fillers = new Set(["a", "an", "the", "of", "its", "this", "that", "their", "is"]);

type Describable = ASTNode & { name: NameNode; description?: StringValueNode };

/** Names everything in the contracts that no description explains, with file and line. */
export function descriptionFindings(directory = schemaDirectory): string[] {
  const files = [
    ...["shared.graphql", "operations.graphql", "router.graphql"].map((file) => join(directory, file)),
    ...readSupergraphConfig(directory).map(({ contractFile }) => contractFile),
  ];
  return files.flatMap(findingsIn);
}

function findingsIn(file: string): string[] {
  const findings: string[] = [];
  const owners: string[] = [];
  // In operations.graphql a name has a placeholder, which is no GraphQL: any name will do here.
  visit(
    parseFile(file, (text) => text.replaceAll("{name}", "name").replaceAll("{Name}", "Name")),
    {
      enter(node) {
        if (!isDescribable(node)) return;
        const { value: name } = node.name;
        const what = [...owners, name].join(".");
        const place = `${node.loc?.source.name}:${node.name.loc?.startToken.line}`;
        owners.push(name);
        if (isRoot(name)) return;
        if (!node.description?.value.trim()) findings.push(`${place}: ${what} has no description.`);
        else if (repeats(node.description.value, name)) {
          findings.push(`${place}: the description of ${what} only repeats its name.`);
        }
      },
      leave(node) {
        if (isDescribable(node)) owners.pop();
      },
    },
  );
  return findings;
}

function isDescribable(node: ASTNode): node is Describable {
  return described.has(node.kind);
}

function isRoot(name: string): boolean {
  return name === "Query" || name === "Mutation";
}

/** Whether a description says no word that the name does not say. */
export function repeats(description: string, name: string): boolean {
  const inName = new Set(wordsOf(name));
  return wordsOf(description).every((word) => inName.has(word) || fillers.has(word));
}

function wordsOf(text: string): string[] {
  const spaced = text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
  return (spaced.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/(?<=\w{3})s$/, ""));
}
