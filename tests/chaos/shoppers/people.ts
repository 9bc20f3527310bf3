import { register, signIn, signInShape, typeShape } from "./documents.ts";
import type { Graph, Headers } from "./graph.ts";

/** Somebody who signs in, and again before the token is over. */
export interface Person {
  readonly email: string;
  headers(): Promise<Headers>;
}

const freshMs = 5 * 60_000;

export function person(graph: Graph, email: string, password: string): Person {
  let known: { readonly headers: Headers; readonly at: number } | null = null;
  return {
    email,
    headers: async () => {
      if (known && performance.now() - known.at < freshMs) return known.headers;
      const told = await graph.told(signInShape, signIn, { input: { email, password } });
      known = { headers: { authorization: `Bearer ${told.signIn.accessToken}` }, at: performance.now() };
      return known.headers;
    },
  };
}

/** People with accounts: each orders one thing at a time, since an account has one cart. */
export async function registerPeople(graph: Graph, count: number): Promise<Person[]> {
  const password = "correct horse battery";
  const people: Person[] = [];
  for (let i = 0; i < count; i++) {
    const email = `shopper-${i}@example.com`;
    await graph.told(typeShape, register, { input: { email, password, name: `Shopper ${i}` } });
    people.push(person(graph, email, password));
  }
  return people;
}

/** The staff of the sample shop. */
export const staffOf = (graph: Graph) => ({
  admin: person(graph, "admin@example.com", "admin-demo"),
  merchandiser: person(graph, "merchandiser@example.com", "merchant-demo"),
});
