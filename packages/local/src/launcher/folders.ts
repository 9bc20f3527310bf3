import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { home, root } from "../env.ts";

/** What a checkout keeps between starts; git ignores it. */
export const state = join(home, ".madang");

/** Where each part keeps its data. PostgreSQL uses another folder when its user cannot reach this one. */
export const folders = {
  postgres: join(state, "postgres"),
  /** A program, not data: it stays at a reset. */
  redisProgram: join(root, ".madang", "redis"),
  redis: join(state, "redis-data"),
  mails: join(state, "mails"),
  paymentSandbox: join(state, "payment-sandbox"),
  keys: join(state, "keys"),
  seeding: join(state, "seeding"),
} as const;

/** Makes the state folder; others on this machine may pass through it, as PostgreSQL's own user has to, but not look. */
export function makeState(): void {
  mkdirSync(state, { recursive: true, mode: 0o711 });
}
