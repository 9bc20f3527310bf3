import type { z } from "zod";

/**
 * An expected failure, returned and never thrown. Its name is the name of its GraphQL type; `code` and `message`
 * are added where it leaves an action, the message in the viewer's locale.
 */
export type Problem<Name extends string = string> = { readonly __typename: Name; readonly [problemMark]: true };

/** A problem as the graph shows it. */
export type Told<P> = P extends Problem ? Omit<P, typeof problemMark> & { code: string; message: string } : P;

declare const problemMark: unique symbol;

const problems = new WeakSet<object>();

/** Makes a problem named for its GraphQL type, with the fields that the type has besides `code` and `message`. */
export function problem<const Name extends string>(name: Name): Problem<Name>;
export function problem<const Name extends string, Fields extends object>(
  name: Name,
  fields: Fields,
): Problem<Name> & Fields;
export function problem(name: string, fields: object = {}): Problem {
  const made = { ...fields, __typename: name } as Problem;
  problems.add(made);
  return made;
}

/** Whether a value was made by `problem`. */
export const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && problems.has(value);

/** `OrderNotFound` becomes `ORDER_NOT_FOUND`. */
export const codeOf = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();

/** One refused value of an input; `code` is one of `FieldCode`. */
export interface InvalidField {
  readonly path: string;
  readonly code: FieldCode;
}

export type FieldCode =
  | "REQUIRED"
  | "TOO_SHORT"
  | "TOO_LONG"
  | "TOO_SMALL"
  | "TOO_LARGE"
  | "WRONG_FORMAT"
  | "NOT_ALLOWED"
  | "DUPLICATE"
  | "UNKNOWN";

export type InvalidInput = Problem<"InvalidInput"> & { readonly fields: readonly InvalidField[] };

/** The shared `InvalidInput` problem; each field's message is added with the problem's own. */
export const invalidInput = (...fields: InvalidField[]): InvalidInput => problem("InvalidInput", { fields });

/** Parses an input with zod: what it parses to, or an `InvalidInput` that names every refused field. */
export function checkInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> | InvalidInput {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  return invalidInput(
    ...parsed.error.issues.map((issue) => ({ path: issue.path.join("."), code: fieldCodeOf(issue) })),
  );
}

function fieldCodeOf(issue: z.core.$ZodIssue): FieldCode {
  switch (issue.code) {
    case "too_small":
      return issue.origin === "number" || issue.origin === "bigint" || issue.origin === "int"
        ? "TOO_SMALL"
        : "TOO_SHORT";
    case "too_big":
      return issue.origin === "number" || issue.origin === "bigint" || issue.origin === "int"
        ? "TOO_LARGE"
        : "TOO_LONG";
    case "invalid_format":
    case "not_multiple_of":
      return "WRONG_FORMAT";
    case "invalid_value":
    case "unrecognized_keys":
      return "NOT_ALLOWED";
    case "custom": {
      const wanted: unknown = issue.params?.["code"];
      return isFieldCode(wanted) ? wanted : "NOT_ALLOWED";
    }
    case "invalid_type":
      return issue.input === undefined || issue.input === null ? "REQUIRED" : "WRONG_FORMAT";
    default:
      return "WRONG_FORMAT";
  }
}

const fieldCodes: readonly string[] = [
  "REQUIRED",
  "TOO_SHORT",
  "TOO_LONG",
  "TOO_SMALL",
  "TOO_LARGE",
  "WRONG_FORMAT",
  "NOT_ALLOWED",
  "DUPLICATE",
  "UNKNOWN",
] satisfies FieldCode[];

/** Whether a text is one of the codes that a refused field may have. */
export const isFieldCode = (value: unknown): value is FieldCode =>
  typeof value === "string" && fieldCodes.includes(value);
