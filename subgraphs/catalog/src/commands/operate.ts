import {
  type Action,
  createLog,
  type DatabaseSettings,
  databaseClock,
  runAction,
  serviceViewer,
  transactions,
} from "@madang/service-kit";
import { connect, type Db, type Tx } from "../data/database.ts";

/** What an operator's command works with: reads, and actions in transactions of their own. */
export interface Operator extends AsyncDisposable {
  readonly db: Db;
  run<Input, Result>(action: Action<Tx, Input, Result>, input: Input): Promise<Result>;
}

const longestTransactionMs = 60_000;

/** Opens the catalogue's database for a command. Events are delivered by the workers, whenever they run. */
export function operate(databaseUrl: string, level = "warn"): Operator {
  const settings: DatabaseSettings = {
    databaseUrl,
    name: "catalog",
    DATABASE_POOL: 2,
    DATABASE_CONNECT_TIMEOUT_MS: 5_000,
    DATABASE_STATEMENT_TIMEOUT_MS: longestTransactionMs,
  };
  const db = connect(settings);
  const transact = transactions<Tx>("catalog", db, databaseClock, longestTransactionMs, {});
  const options = { viewer: serviceViewer("catalog"), log: createLog("catalog", level) };
  return {
    db,
    run: (action, input) => runAction(transact, action, input, options),
    [Symbol.asyncDispose]: () => db.$disconnect(),
  };
}
