import {
  type FieldNode,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

/** How often a list may stand on one path: `categories { children { children } }` is as deep as it goes. */
const mostOnPath = 2;

/** The most times that each list stands on one path below a selection. */
type Lists = ReadonlyMap<string, number>;

/**
 * Refuses lists within themselves. What depth alone lets through grows with every turn: a short operation that goes
 * from variants to their product and on to its variants would ask for millions of objects.
 */
export const nestedLists: ValidationRule = (context) => ({
  OperationDefinition(node) {
    const root = context.getSchema().getRootType(node.operation);
    const lists = root ? listsIn(node.selectionSet, root, context, new Map()) : new Map<string, number>();
    if ([...lists.values()].some((times) => times > mostOnPath))
      context.reportError(new GraphQLError("This operation is too large. It has lists within themselves."));
  },
});

/** Each fragment is looked at once, however often it is spread; one that is being looked at adds nothing to itself. */
function listsIn(
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType,
  context: ValidationContext,
  fragments: Map<string, Lists>,
): Lists {
  const most = new Map<string, number>();
  for (const selection of selections)
    for (const [list, times] of listsOf(selection, parent, context, fragments))
      most.set(list, Math.max(times, most.get(list) ?? 0));
  return most;
}

function listsOf(
  selection: SelectionNode,
  parent: GraphQLNamedType,
  context: ValidationContext,
  fragments: Map<string, Lists>,
): Lists {
  if (selection.kind === "Field") return listsOfField(selection, parent, context, fragments);
  const fragment = selection.kind === "FragmentSpread" ? context.getFragment(selection.name.value) : selection;
  if (!fragment) return new Map();
  const name = selection.kind === "FragmentSpread" ? selection.name.value : null;
  const known = name === null ? undefined : fragments.get(name);
  if (known) return known;
  if (name !== null) fragments.set(name, new Map());
  const type = fragment.typeCondition ? context.getSchema().getType(fragment.typeCondition.name.value) : parent;
  const found = type ? listsIn(fragment.selectionSet, type, context, fragments) : new Map<string, number>();
  if (name !== null) fragments.set(name, found);
  return found;
}

function listsOfField(
  { name, selectionSet }: FieldNode,
  parent: GraphQLNamedType,
  context: ValidationContext,
  fragments: Map<string, Lists>,
): Lists {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
  // Introspection goes in circles by its nature; it is the schema's size at most.
  if (!field || !selectionSet || parent.name.startsWith("__")) return new Map();
  const below = new Map(listsIn(selectionSet, getNamedType(field.type), context, fragments));
  if (isListType(isNonNullType(field.type) ? field.type.ofType : field.type)) {
    const list = `${parent.name}.${name.value}`;
    below.set(list, (below.get(list) ?? 0) + 1);
  }
  return below;
}
