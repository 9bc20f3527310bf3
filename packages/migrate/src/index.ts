export { createDatabase } from "./createDatabase.ts";
export { type Domain, domainNamed, domains } from "./domains.ts";
export { driftOf } from "./drift.ts";
export { generateClients } from "./generateClients.ts";
export { MigrationError } from "./MigrationError.ts";
export { type MigrateOptions, migrate } from "./migrate.ts";
