export { type DatabaseOptions, ensureDatabase } from "./ensureDatabase.ts";
export { localCluster, localPostgres, rolePassword } from "./localPostgres.ts";
export { PostgresError, type PostgresErrorCode } from "./PostgresError.ts";
export { type Postgres, type PostgresOptions, startPostgres } from "./startPostgres.ts";
