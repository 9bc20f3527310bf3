import {
  type ASTNode,
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  valueFromASTUntyped,
} from "graphql";
import { forbidden, unauthenticated } from "../errors.ts";
import { hasScope, type Viewer } from "../identity/viewer.ts";

/** What a field asks of its viewer: to be signed in, and of each list of alternatives one whole set of scopes. */
interface Requirement {
  readonly authenticated: boolean;
  readonly scopes: readonly (readonly (readonly string[])[])[];
}

type WithDirectives = ASTNode & { readonly directives?: readonly ConstDirectiveNode[] };

/**
 * Enforces `@authenticated` and `@requiresScopes` as the contract declares them: on a field, on the type that it
 * stands in, and on the type that it gives. It sits in the resolvers, so `_entities` is no way around it.
 */
export function enforceAuthorization(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("_")) continue;
    for (const field of Object.values(type.getFields())) {
      const given = getNamedType(field.type);
      const requirement = requirementOf([
        ...nodesOf(type),
        field.astNode,
        ...(isObjectType(given) ? nodesOf(given) : [given.astNode]),
      ]);
      if (!requirement) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: { readonly viewer: Viewer }, info) => {
        check(requirement, context.viewer);
        return resolve(source, args, context, info);
      };
    }
  }
}

const nodesOf = (type: GraphQLObjectType) => [type.astNode, ...type.extensionASTNodes];

function requirementOf(nodes: readonly (WithDirectives | null | undefined)[]): Requirement | null {
  const directives = nodes.flatMap((node) => node?.directives ?? []);
  const scopes = directives.filter(({ name }) => name.value === "requiresScopes").map(scopesOf);
  const authenticated = directives.some(({ name }) => name.value === "authenticated");
  return authenticated || scopes.length > 0 ? { authenticated, scopes } : null;
}

function scopesOf(directive: ConstDirectiveNode): readonly (readonly string[])[] {
  const argument = directive.arguments?.find(({ name }) => name.value === "scopes");
  return argument ? (valueFromASTUntyped(argument.value) as string[][]) : [];
}

function check({ scopes }: Requirement, viewer: Viewer): void {
  if (viewer.kind === "anonymous") throw unauthenticated();
  for (const alternatives of scopes)
    if (!alternatives.some((all) => all.every((scope) => hasScope(viewer, scope)))) throw forbidden();
}
