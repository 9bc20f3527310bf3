/** The problems among the members of a mutation's result. */
export type ProblemIn<Result> = Extract<Result, { readonly code: string; readonly message: string }>;

/** Whether a mutation was refused. What is left when it was not is the union's one other member. */
export function isProblem<Result extends { readonly __typename: string }>(
  result: Result,
): result is ProblemIn<Result> & Result {
  return (
    "code" in result && typeof result.code === "string" && "message" in result && typeof result.message === "string"
  );
}

/** The problem that a mutation ended with, or undefined when it succeeded or has not answered yet. */
export function problemOf<Result extends { readonly __typename: string }>(
  result: Result | null | undefined,
): ProblemIn<Result> | undefined {
  return result && isProblem(result) ? result : undefined;
}

/** The last branch of a `switch (result.__typename)`: does not compile while a member has no branch of its own. */
export function assertNever(value: never): never {
  const name: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "__typename") : value;
  throw new TypeError(`No branch for ${String(name)}: the graph knows more than this client. Update @madang/client.`);
}
