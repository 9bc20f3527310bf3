export { type CallDefinition, CallFailed, defineCall } from "./calls/call.ts";
export { holdsCardNumber, urlHoldsCardNumber } from "./cardNumber.ts";
export type { Check, Finding } from "./checks.ts";
export { type Clock, databaseClock, type Turned } from "./clock.ts";
export { type DatabaseSettings, postgres, statementsOf } from "./database/postgres.ts";
export type { Database, Sql } from "./database/sql.ts";
export { badInput, busy, type ErrorCode, forbidden, invalidCursor, unauthenticated, unavailable } from "./errors.ts";
export {
  type Catalogue,
  type DataOf,
  defineEvent,
  type Envelope,
  type EventDefinition,
  toJson,
} from "./events/event.ts";
export { type Handler, on } from "./events/handler.ts";
export { eventsOf, type StoredEvent } from "./events/outbox.ts";
export { type Message, Queues } from "./events/queues.ts";
export { scalars } from "./graphql/scalars.ts";
export { subgraphSchema } from "./graphql/schema.ts";
export { maskError } from "./graphql/server.ts";
export { hashOf, type IdempotencyConflict, idempotencyKey, idempotent, ownerOf } from "./idempotency.ts";
export {
  type IdentitySigner,
  identityHeader,
  identitySigner,
  identityVerifier,
  serviceViewer,
  type VerifyIdentity,
} from "./identity/identity.ts";
export { anonymous, defaultChannel, hasScope, isAccount, type Viewer } from "./identity/viewer.ts";
export { idPrefix, isId, newId } from "./ids.ts";
export { lines, note, noteLines, text } from "./inputs.ts";
export { defineJob, type Job, type JobDefinition } from "./jobs.ts";
export type { Messages } from "./messages.ts";
export { isCurrency, largestAmount, type Money, minorDigits, moneyOut, parseAmount, sumMoney, times } from "./money.ts";
export { createLog } from "./observability/log.ts";
export { inSpan, SpanKind, startTracing, type Tracing, traceId } from "./observability/tracing.ts";
export { type Connection, Cursors, largestPage, type PageInfo, type PageRequest, type Position } from "./pagination.ts";
export { Places, type PlacesOptions } from "./places.ts";
export {
  checkInput,
  codeOf,
  type FieldCode,
  type InvalidField,
  type InvalidInput,
  invalidInput,
  isFieldCode,
  isProblem,
  type Problem,
  problem,
  type Told,
} from "./problem.ts";
export { defineProcess, type ProcessDefinition, type Step } from "./processes/process.ts";
export type { StepRecord } from "./processes/rows.ts";
export { type ProcessView, processesAbout, processesOf, processOf, type StepView } from "./processes/staff.ts";
export type { Moment, Observe } from "./processes/turn.ts";
export { type Waiting, waiting } from "./processes/waiting.ts";
export { type ProcessName, wake } from "./processes/wake.ts";
export { type RunOptions, runAction, type Transact, transactions } from "./run.ts";
export { endConnectionsAtClose } from "./server/drain.ts";
export { type Health, health, type Status } from "./server/health.ts";
export type { OutsideRequest, Route } from "./server/routes.ts";
export { runService } from "./server/runService.ts";
export { createService, type Service, type ServiceOptions } from "./server/service.ts";
export { type Role, type Running, type StartOptions, startSubgraph } from "./server/start.ts";
export {
  type Environment,
  json,
  type KitSettings,
  kitSettings,
  readKitSettings,
  readSettings,
  SettingsError,
  settingName,
  subgraphUrl,
} from "./settings.ts";
export {
  type Context,
  defineSubgraph,
  type LoaderContext,
  type ResolverMap,
  type Subgraph,
  type Sweep,
} from "./subgraph.ts";
export type { Action, Background, Work } from "./work.ts";
