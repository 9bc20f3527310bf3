import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import { GraphQLError, type ValidationContext, type ValidationRule } from "graphql";
import type { RouterSettings } from "../env.ts";
import { nestedLists } from "./nesting.ts";

/** How large an operation may be. Tokens are counted by the parser, before these look at anything. */
export function limits(
  settings: Pick<RouterSettings, "MAX_DEPTH" | "MAX_ALIASES" | "MAX_DIRECTIVES">,
): ValidationRule[] {
  const { MAX_DEPTH: depth, MAX_ALIASES: aliases, MAX_DIRECTIVES: directives } = settings;
  return [
    maxDepthRule({ n: depth, ignoreIntrospection: true, ...refusal(`It has more than ${depth} levels.`) }),
    maxAliasesRule({ n: aliases, allowList: [], ...refusal(`It has more than ${aliases} aliases.`) }),
    maxDirectivesRule({ n: directives, ...refusal(`It has more than ${directives} directives.`) }),
    nestedLists,
  ];
}

/** Refuses as validation does, once an operation; left to themselves these rules end in an answer of 500. */
function refusal(reason: string) {
  const refused = new WeakSet<ValidationContext>();
  const report = (context: ValidationContext | null) => {
    if (!context || refused.has(context)) return;
    refused.add(context);
    context.reportError(new GraphQLError(`This operation is too large. ${reason}`));
  };
  return { exposeLimits: false, propagateOnRejection: false, onReject: [report] };
}
