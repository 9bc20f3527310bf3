import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mailbox, startMailbox } from "./mailbox/index.ts";
import { type Postgres, startPostgres } from "./postgres/index.ts";
import { type RunningRedis, startRedis } from "./redis/index.ts";

export interface InfrastructureOptions {
  /** Where data is kept; a temporary folder that goes at the end when left out. */
  readonly dir?: string;
  /** A free one for each that is left out. */
  readonly ports?: {
    readonly postgres?: number;
    readonly redis?: number;
    readonly smtp?: number;
    readonly mailPage?: number;
  };
  readonly superuserPassword?: string;
  /** Server settings of PostgreSQL. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
}

export interface Infrastructure extends AsyncDisposable {
  readonly postgres: Postgres;
  readonly redis: RunningRedis;
  readonly mailbox: Mailbox;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL, Redis and mail server beside one another; all of them or none. */
export async function startInfrastructure(options: InfrastructureOptions = {}): Promise<Infrastructure> {
  await using starting = new AsyncDisposableStack();
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "madang-"));
  const temporary = options.dir ? [] : [dir];
  starting.defer(() => {
    for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
  });

  const { ports = {}, superuserPassword = "postgres", postgresSettings: settings = {} } = options;
  const postgres = startPostgres({
    dataDir: join(dir, "postgres"),
    port: ports.postgres ?? 0,
    superuserPassword,
    settings,
  }).then((started) => starting.use(started));
  const redis = startRedis({ dataDir: join(dir, "redis-data"), port: ports.redis ?? 0 }).then((started) =>
    starting.use(started),
  );
  const mailbox = startMailbox({
    smtpPort: ports.smtp ?? 0,
    httpPort: ports.mailPage ?? 0,
    dir: join(dir, "mails"),
  }).then((started) => starting.use(started));
  // What still starts when another fails has to be up before it can be stopped.
  await Promise.allSettled([postgres, redis, mailbox]);
  const parts = { postgres: await postgres, redis: await redis, mailbox: await mailbox };
  if (!options.dir) temporary.push(parts.postgres.dataDir);

  const running = starting.move();
  const stop = () => running.disposeAsync();
  return { ...parts, stop, [Symbol.asyncDispose]: stop };
}
