import type { Logger } from "pino";
import type { CallDefinition } from "./calls/call.ts";
import type { Check } from "./checks.ts";
import type { DatabaseSettings } from "./database/postgres.ts";
import type { Database, Sql } from "./database/sql.ts";
import type { Catalogue } from "./events/event.ts";
import type { Exactly, Handler } from "./events/handler.ts";
import type { Viewer } from "./identity/viewer.ts";
import type { AnyJob } from "./jobs.ts";
import type { Messages } from "./messages.ts";
import type { Cursors } from "./pagination.ts";
import type { Problem, Told } from "./problem.ts";
import type { AnyProcess, ProcessDefinition, StartProblem } from "./processes/process.ts";
import type { ProcessName } from "./processes/wake.ts";
import type { Route } from "./server/routes.ts";
import type { Environment } from "./settings.ts";
import type { Action, Background } from "./work.ts";

/** What every resolver gets. */
export interface Context<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings = unknown> {
  readonly viewer: Viewer;
  /** For reads; writes go through `run`. */
  readonly db: Client;
  /** Made for this request alone. */
  readonly loaders: Loaders;
  readonly cursors: Cursors;
  readonly log: Logger;
  /** The subgraph's own settings. */
  readonly settings: Settings;
  /** The request's id, which is its trace's. */
  readonly requestId: string;
  /** Runs one action in one transaction; a problem comes back with code and localised message. */
  run<Input, Result>(action: Action<Tx, Input, Result>, input: Input): Promise<Told<Result>>;
  /** Gives a problem its code and localised message where no action runs: before one begins, or after its commit. */
  tell<Result>(result: Result): Told<Result>;
  /** Starts a process, or joins the one with the same key, and waits for it until its deadline. */
  start<State extends object, Input, Result, P extends Problem>(
    process: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    options?: { readonly key?: string | null; readonly guest?: string },
  ): Promise<Told<Result | StartProblem | P>>;
  /** Has the process about a subject go on now, with all its attempts again. False when none runs. */
  retryProcess(process: ProcessName, subject: string): Promise<boolean>;
  /**
   * Has the process about a subject turn back before the next step that is not done, and end with that problem. False
   * when none runs forward, or when it is past `answerAfter` or has begun a step that is certain.
   */
  abortProcess<State extends object, Input, Result, P extends Problem>(
    process: ProcessDefinition<Tx, State, Input, Result, P>,
    subject: string,
    problem: P,
  ): Promise<boolean>;
  /** Calls another subgraph with this one's identity. */
  call<Variables, Result>(call: CallDefinition<Variables, Result>, variables: Variables): Promise<Result>;
  /** The time, as the database has it. */
  now(): Promise<Date>;
  /** A header of the request from the router. */
  header(name: string): string | undefined;
  /** Sets a header of the answer to the router. */
  setHeader(name: string, value: string): void;
}

/** What loaders are made of: the request, without loaders. */
export type LoaderContext<Client, Settings = unknown> = {
  readonly db: Client;
  readonly viewer: Viewer;
  readonly settings: Settings;
  readonly log: Logger;
  call<Variables, Result>(call: CallDefinition<Variables, Result>, variables: Variables): Promise<Result>;
};

/** Resolvers as codegen types them; the kit only knows that they are functions by type and field. */
export type ResolverMap = Readonly<Record<string, object>>;

/** A subgraph at a glance. */
export interface SubgraphDefinition<
  Name extends string,
  Tx extends Sql,
  Client extends Database<Tx>,
  Loaders,
  Settings,
  H extends readonly Handler<string, Tx>[],
> {
  /** The name of its folder, contract, database, queue, image and chart key. */
  readonly name: Name;
  /** Its whole contract as SDL; read from `schema/` when left out. */
  readonly contract?: string;
  readonly resolvers: ResolverMap;
  readonly connect: (settings: DatabaseSettings) => Client & Database<Tx>;
  readonly loaders: (context: LoaderContext<Client, Settings>) => Loaders;
  /** Texts of its problems; English and Korean at least. */
  readonly messages: Messages;
  /** Exactly the events that the catalogue names it for. */
  readonly handles: H;
  readonly jobs?: readonly AnyJob<Tx>[];
  readonly processes?: readonly AnyProcess<Tx>[];
  /** Reads the settings that are its own. What they hold open is closed with the service if they are disposable. */
  readonly env?: (env: Environment) => Settings;
  /** What anybody may get beside /graphql by its path, such as published keys. */
  readonly pages?: Readonly<Record<string, (context: Context<Tx, Client, Loaders, Settings>) => Promise<unknown>>>;
  /** Routes for outside parties, such as webhooks. */
  readonly routes?: readonly Route<Tx>[];
  /** What has to be true of its data; staff are told of whatever is not. */
  readonly checks?: readonly Check<Client>[];
  /** Done by workers as long as they run, at the interval given: sweeps. */
  readonly sweeps?: readonly Sweep<Tx>[];
}

/** Something to look after now and then: it runs in one worker at a time. */
export interface Sweep<Tx> {
  readonly name: string;
  readonly everyMs: number;
  run(background: Background<Tx>): Promise<void>;
}

export interface Subgraph<
  Tx extends Sql = Sql,
  Client extends Database<Tx> = Database<Tx>,
  Loaders = unknown,
  Settings = unknown,
> extends SubgraphDefinition<string, Tx, Client, Loaders, Settings, readonly Handler<string, Tx>[]> {
  readonly catalogue: Catalogue;
}

/**
 * Defines a subgraph. It does not compile when its handlers are not exactly those that the catalogue names it for.
 */
export const defineSubgraph = <
  const C extends Catalogue,
  const Name extends string,
  Tx extends Sql,
  Client extends Database<Tx>,
  Loaders,
  Settings,
  const H extends readonly Handler<string, Tx>[],
>(
  catalogue: C,
  definition: SubgraphDefinition<Name, Tx, Client, Loaders, Settings, H> & Exactly<Name, C, H>,
): Subgraph<Tx, Client, Loaders, Settings> => ({ ...definition, catalogue });
