import { type DirectiveNode, type DocumentNode, Kind, parse, print, visit } from "graphql";

// The stock gateway refuses to start with directives linked `for: SECURITY` that it does not enforce itself. The
// router and every subgraph enforce these two, from the contracts.
const enforcedByUs = ["authenticated", "requiresScopes"] as const;

/**
 * The supergraph in a form that the stock gateway starts with: without `@authenticated` and `@requiresScopes`.
 * Takes any composed text, so that it serves the committed file and live composition alike.
 */
export function gatewaySupergraph(supergraph: string): string {
  return `${print(withoutSecurity(parse(supergraph)))}\n`;
}

function withoutSecurity(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: (node) => (isUse(node) || isLink(node) ? null : undefined),
    DirectiveDefinition: (node) => (isOurs(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (node.name.value.startsWith("requiresScopes__") ? null : undefined),
  });
}

function isUse(node: DirectiveNode): boolean {
  return isOurs(node.name.value);
}

function isLink(node: DirectiveNode): boolean {
  if (node.name.value !== "link") return false;
  return (
    node.arguments?.some(
      ({ name, value }) =>
        name.value === "url" &&
        value.kind === Kind.STRING &&
        enforcedByUs.some((directive) => value.value.startsWith(`https://specs.apollo.dev/${directive}/`)),
    ) ?? false
  );
}

function isOurs(name: string): boolean {
  return enforcedByUs.some((directive) => directive === name);
}
