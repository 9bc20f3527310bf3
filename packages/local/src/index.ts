export { type Infrastructure, type InfrastructureOptions, startInfrastructure } from "./infrastructure.ts";
export { freePort } from "./launcher/freePort.ts";
export { type LocalPorts, localPorts } from "./launcher/ports.ts";
export { Refusal } from "./launcher/Refusal.ts";
export { type Mail, type Mailbox, type MailFaults, startMailbox } from "./mailbox/index.ts";
export {
  ensureDatabase,
  localCluster,
  localPostgres,
  type Postgres,
  PostgresError,
  rolePassword,
  startPostgres,
} from "./postgres/index.ts";
export { type RunningRedis, startRedis } from "./redis/index.ts";
export { keptKey, publicPart } from "./settings/keys.ts";
export { serviceSettings } from "./settings/serviceSettings.ts";
