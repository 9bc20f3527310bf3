import { z } from "zod";
import type { Graph, Headers } from "./graph.ts";

const password = "a customer of 2011";
export const emailOf = (customer: string) => `customer-${customer}@customers.example.com`;
export const guestEmail = (invoice: string) => `invoice-${invoice.toLowerCase()}@guests.example.com`;

const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) {
  __typename ... on Session { accessToken } ... on Problem { code } } }`;
const register = `mutation ($input: RegisterInput!) { register(input: $input) {
  __typename ... on Problem { code } } }`;
const signedIn = z.object({
  signIn: z.object({ __typename: z.string(), accessToken: z.string().optional(), code: z.string().optional() }),
});
const registered = z.object({ register: z.object({ __typename: z.string(), code: z.string().optional() }) });

const goodForMs = 30 * 60_000;

/** The customers' sessions. Whoever has no account yet opens one, through the graph like everybody. */
export class Customers {
  readonly #graph: Graph;
  readonly #sessions = new Map<string, { readonly headers: Headers; readonly until: number }>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async headersOf(customer: string): Promise<Headers> {
    const known = this.#sessions.get(customer);
    if (known && known.until > performance.now()) return known.headers;
    const token = (await this.#signIn(emailOf(customer), password)) ?? (await this.#open(customer));
    const headers = { authorization: `Bearer ${token}` };
    this.#sessions.set(customer, { headers, until: performance.now() + goodForMs });
    return headers;
  }

  /** Somebody who works in the sample shop and may do everything. */
  async staff(): Promise<Headers> {
    const token = await this.#signIn("admin@example.com", "admin-demo");
    if (!token) throw new Error("The sample shop's administrator cannot sign in.");
    return { authorization: `Bearer ${token}` };
  }

  async #open(customer: string): Promise<string> {
    const input = { email: emailOf(customer), password, name: `Customer ${customer}`, locale: "en" };
    const { register: answer } = await this.#graph.ask(register, { input }, registered);
    if (answer.code) throw new Error(`Customer ${customer} cannot register: ${answer.code}`);
    const token = await this.#signIn(input.email, password);
    if (!token) throw new Error(`Customer ${customer} cannot sign in.`);
    return token;
  }

  async #signIn(email: string, secret: string): Promise<string | null> {
    const input = { email, password: secret };
    const { signIn: answer } = await this.#graph.ask(signIn, { input }, signedIn);
    if (answer.code && answer.code !== "WRONG_CREDENTIALS") throw new Error(`${email}: ${answer.code}`);
    return answer.accessToken ?? null;
  }
}
