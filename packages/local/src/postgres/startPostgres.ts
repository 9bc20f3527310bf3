import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "../launcher/freePort.ts";
import { type Account, chooseAccount, reachableBinaries, reachableDataDir } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { prepareDataFolder } from "./dataFolder.ts";
import { claim, clearLeftovers } from "./leftovers.ts";
import { explainFailure, PostgresError } from "./PostgresError.ts";

export type PostgresOptions = {
  /** Where the data is kept; made when it is missing. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly superuserPassword: string;
  /** Server settings that differ from the defaults, such as `fsync: "off"`. */
  readonly settings?: Readonly<Record<string, string>>;
};

export type Postgres = AsyncDisposable & {
  readonly port: number;
  /** The folder in use: another than the wanted one when PostgreSQL's user cannot reach that. */
  readonly dataDir: string;
  readonly adminUrl: string;
  /** Ends every session, writes everything and returns when the process is gone. */
  stop(): Promise<void>;
};

const defaults = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  password_encryption: "scram-sha-256",
  lc_messages: "C",
  log_timezone: "UTC",
  timezone: "UTC",
  dynamic_shared_memory_type: process.platform === "linux" ? "posix" : "mmap",
};

/** Starts PostgreSQL 18 on this machine's loopback address, as root or not, and waits until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = chooseAccount(options.dataDir);
  const dataDir = reachableDataDir(options.dataDir, account);
  const binaries = reachableBinaries(findBinaries(), account);
  await clearLeftovers(dataDir);
  await prepareDataFolder(binaries, account, dataDir, options.superuserPassword);
  // Between finding a free port and using it somebody else may take it.
  for (let attempt = 1; ; attempt++) {
    const port = options.port === 0 ? await freePort() : options.port;
    try {
      return await serve(binaries, account, { ...options, dataDir, port });
    } catch (error) {
      const lostPort = error instanceof PostgresError && error.code === "PORT_TAKEN" && options.port === 0;
      if (!lostPort || attempt === 5) throw error;
    }
  }
}

async function serve(binaries: Binaries, account: Account, options: PostgresOptions): Promise<Postgres> {
  const { dataDir, port, superuserPassword } = options;
  const settings = Object.entries({ ...defaults, ...options.settings }).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
  claim(dataDir);
  // Its own session: a Ctrl-C in the terminal must reach the services first and the database last.
  const child = spawn(binaries.postgres, ["-D", dataDir, "-p", String(port), ...settings], {
    ...account,
    cwd: "/",
    detached: true,
    env: {},
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log = (log + chunk).slice(-20_000);
  });
  const ended = new Promise<void>(
    (resolve) => void child.once("close", () => resolve()).once("error", () => resolve()),
  );
  const adminUrl = `postgresql://postgres:${encodeURIComponent(superuserPassword)}@127.0.0.1:${port}/postgres`;
  const letGo = endWithLauncher(child, account);

  const stop = async () => {
    if (isRunning(child)) child.kill("SIGINT");
    await ended;
    letGo();
  };
  try {
    await answering(adminUrl, child, ended, () => log, { dataDir, port });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, dataDir, adminUrl, stop, [Symbol.asyncDispose]: stop };
}

async function answering(
  url: string,
  child: ChildProcess,
  ended: Promise<void>,
  log: () => string,
  place: { dataDir: string; port: number },
): Promise<void> {
  for (;;) {
    if (!isRunning(child)) {
      await ended;
      throw explainFailure(log(), place);
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      // Another server on the same port would answer too; ours is not the one that failed to bind.
      if (isRunning(child) && log().includes("ready to accept connections")) return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "28P01" && log().includes("ready to accept connections"))
        throw new PostgresError("WRONG_PASSWORD", `The data in ${place.dataDir} was made with another password.`, {
          cause: error,
        });
      if (code === "53100") throw explainFailure("No space left on device", place);
    } finally {
      await client.end();
    }
    await Promise.race([sleep(30), ended]);
  }
}

// A launcher that dies without a word closes this pipe, and the database ends with it instead of living on alone.
function endWithLauncher(child: ChildProcess, account: Account): () => void {
  if (process.platform === "win32" || child.pid === undefined) return () => undefined;
  const script = 'read -r word; [ "$word" = done ] || kill -INT "$0"';
  const watch = spawn("/bin/sh", ["-c", script, String(child.pid)], {
    ...account,
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watch.stdin.on("error", () => undefined);
  watch.unref();
  return () => void watch.stdin.end("done\n");
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.pid !== undefined;
}
