import type { Inconsistency } from "../checks.ts";
import type { Database, Sql } from "../database/sql.ts";
import { badInput } from "../errors.ts";
import type { Consumer } from "../events/consumer.ts";
import { deadLetters } from "../events/deadLetters.ts";
import { eventsOf } from "../events/outbox.ts";
import type { Viewer } from "../identity/viewer.ts";
import { type Messages, tell } from "../messages.ts";
import { problem } from "../problem.ts";
import type { ResolverMap } from "../subgraph.ts";

interface OperatorContext {
  readonly viewer: Viewer;
}

interface Operated<Tx extends Sql> {
  readonly name: string;
  readonly db: Database<Tx>;
  readonly consumer: Consumer<Tx>;
  readonly messages: Messages;
  readonly inconsistencies: () => Promise<readonly Inconsistency[]>;
}

/** The resolvers of schema/operations.graphql: what every subgraph answers to its operators. */
export function operatorResolvers<Tx extends Sql>({
  name,
  db,
  consumer,
  messages,
  inconsistencies,
}: Operated<Tx>): ResolverMap {
  const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    Query: {
      [`${name}DeadLetters`]: (_: unknown, { first }: { first: number }) => {
        if (first < 1 || first > 100) throw badInput('"first" must be from 1 to 100.');
        return deadLetters(db, first);
      },
      [`${name}EventsOf`]: (_: unknown, { subject }: { subject: string }) => eventsOf(db, subject),
      [`${name}Inconsistencies`]: () => inconsistencies(),
    },
    Mutation: {
      [`replay${capitalised}DeadLetter`]: async (_: unknown, { id }: { id: string }, { viewer }: OperatorContext) => {
        const replayed = await consumer.replay(id);
        if (!replayed) return tell(messages, viewer.locale, problem("DeadLetterNotFound"));
        const { deadLetter, error } = replayed;
        return error === null
          ? { deadLetter }
          : tell(messages, viewer.locale, problem("DeadLetterFailedAgain", { error }));
      },
    },
  };
}
