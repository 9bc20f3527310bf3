import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

/** An entry of the top-level `errors`: sign-in, authorisation, limits, faults. Expected failures are data. */
export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** What the graph answered. `data` may be there beside `errors`, with null where something failed. */
export interface Answer<Data> {
  readonly data: Data | null;
  readonly errors: readonly GraphError[];
}

/** Sends one operation by any `fetch`. */
export async function send<Data, Variables>(
  fetch: typeof globalThis.fetch,
  url: string,
  document: TypedDocumentNode<Data, Variables> | string,
  variables: Variables,
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query: typeof document === "string" ? document : print(document), variables }),
  });
  const answer = await readAnswer<Data>(response);
  if (!answer) throw new Error(`The graph answered ${response.status} without GraphQL.`);
  return answer;
}

/** The answer in a response, or undefined when it carries none. Leaves the response to be read again. */
export async function readAnswer<Data>(response: Response): Promise<Answer<Data> | undefined> {
  if (!/json/.test(response.headers.get("content-type") ?? "")) return undefined;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isAnswer<Data>(body) ? { data: body.data ?? null, errors: body.errors ?? [] } : undefined;
}

function isAnswer<Data>(body: unknown): body is { data?: Data | null; errors?: readonly GraphError[] } {
  return typeof body === "object" && body !== null && ("data" in body || "errors" in body);
}
