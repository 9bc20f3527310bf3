const files = import.meta.glob<string>("../../examples/operations/**/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});

// What anybody may ask comes first, what others are made of comes last.
const kinds = ["query", "mutation", "fragment"];

const kindOf = (text: string) => kinds.findIndex((kind) => new RegExp(`^${kind} `, "m").test(text));

/** The example operations as one document, and variables that the first of them take. */
export const exampleOperations = {
  query: Object.values(files)
    .map((text) => text.trim())
    .sort((one, other) => kindOf(one) - kindOf(other))
    .join("\n\n"),
  variables: JSON.stringify({ search: "lantren", first: 5 }, null, 2),
};
