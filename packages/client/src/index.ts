export { type FragmentType, makeFragmentData, readFragment } from "./__generated__/fragment-masking.ts";
export * from "./__generated__/graphql.ts";
export * as Schema from "./__generated__/schema.ts";
export { type Context, createMadangFetch, type MadangFetch, type MadangFetchOptions } from "./madangFetch.ts";
export { assertNever, isProblem, type ProblemIn, problemOf } from "./problems.ts";
export { formatMoney, type Money, parseAmount, toDate } from "./scalars.ts";
export type { Answer, GraphError } from "./send.ts";
export { memoryTokens, type TokenStore, type Tokens } from "./tokens.ts";
