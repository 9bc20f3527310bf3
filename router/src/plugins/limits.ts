import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import { GraphQLError, type ValidationRule } from "graphql";
import type { RouterSettings } from "../env.ts";

/** How large an operation may be. Tokens are counted by the parser, before these look at anything. */
export function limits(
  settings: Pick<RouterSettings, "MAX_DEPTH" | "MAX_ALIASES" | "MAX_DIRECTIVES">,
): ValidationRule[] {
  const refuse = (what: string, limit: number) => () => {
    throw new GraphQLError(`The operation has ${what} than the ${limit} that are allowed.`, {
      extensions: { code: "OPERATION_TOO_LARGE", http: { status: 400 } },
    });
  };
  const options = (what: string, limit: number) => ({
    exposeLimits: false,
    propagateOnRejection: false,
    onReject: [refuse(what, limit)],
  });
  return [
    maxDepthRule({ n: settings.MAX_DEPTH, ignoreIntrospection: true, ...options("more levels", settings.MAX_DEPTH) }),
    maxAliasesRule({ n: settings.MAX_ALIASES, allowList: [], ...options("more aliases", settings.MAX_ALIASES) }),
    maxDirectivesRule({ n: settings.MAX_DIRECTIVES, ...options("more directives", settings.MAX_DIRECTIVES) }),
  ];
}
