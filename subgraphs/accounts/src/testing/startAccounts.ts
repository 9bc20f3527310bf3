import { identityHeader, type Viewer } from "@madang/service-kit";
import { guest, shopper, signIdentity, startTestSubgraph, type TestOptions } from "@madang/testkit";
import { accounts } from "../subgraph.ts";

export const password = "correct horse";

/** Accounts with hashes that cost little, so that tests need not wait for them. */
export const startAccounts = ({ env, ...options }: TestOptions = {}) =>
  startTestSubgraph(accounts, {
    ...options,
    env: {
      ACCESS_TOKEN_SECRET: "a secret for the access tokens of tests",
      PASSWORD_MEMORY_KIB: "1024",
      PASSWORD_PASSES: "1",
      ...env,
    },
  });

export type Accounts = Awaited<ReturnType<typeof startAccounts>>;

export const registerMutation = `mutation ($input: RegisterInput!) {
  register(input: $input) {
    __typename
    ... on RegistrationReceived { email }
    ... on Problem { code message }
    ... on InvalidInput { fields { path code } }
    ... on TooManyAttempts { retryAfterSeconds }
  }
}`;

export const signInMutation = `mutation ($email: EmailAddress!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    __typename
    ... on Session { accessToken accessTokenExpiresAt refreshToken account { id email roles addresses { id } } }
    ... on Problem { code message }
    ... on TooManyAttempts { retryAfterSeconds }
  }
}`;

export const refreshMutation = `mutation ($token: String) {
  refreshSession(refreshToken: $token) {
    __typename
    ... on Session { accessToken refreshToken account { id roles } }
    ... on Problem { code message }
  }
}`;

export interface Signed {
  readonly __typename: string;
  readonly code?: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: string;
  readonly refreshToken: string;
  readonly account: { readonly id: string; readonly email: string; readonly roles: string[] };
}

/** Registers somebody through the graph, and gives them as a viewer. */
export async function registered(house: Accounts, email: string) {
  await house.as(guest).query(registerMutation, { input: { email, password, name: "Ada Lovelace" } });
  const { id } = await house.db.account.findFirstOrThrow({ where: { emailKey: email.toLowerCase() } });
  return shopper(id);
}

export async function signedIn(house: Accounts, email: string): Promise<Signed> {
  const { data } = await house.as(guest).query<{ signIn: Signed }>(signInMutation, { email, password });
  if (data?.signIn.__typename !== "Session") throw new Error(`${email} could not sign in.`);
  return data.signIn;
}

export async function refreshed(house: Accounts, token: string | null): Promise<Signed> {
  const { data } = await house.as(guest).query<{ refreshSession: Signed }>(refreshMutation, { token });
  if (!data) throw new Error("There was no answer.");
  return data.refreshSession;
}

/** Sends an operation with headers of the router's, and gives the answer with its own. */
export async function exchange(
  house: Accounts,
  {
    viewer = guest,
    query,
    variables = {},
    headers,
  }: {
    viewer?: Viewer;
    query: string;
    variables?: object;
    headers: Record<string, string>;
  },
): Promise<{ data: Record<string, Signed>; headers: Headers }> {
  const response = await fetch(house.url, {
    method: "POST",
    headers: { "content-type": "application/json", [identityHeader]: await signIdentity(viewer), ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data }: { data: Record<string, Signed> } = JSON.parse(await response.text());
  return { data, headers: response.headers };
}
