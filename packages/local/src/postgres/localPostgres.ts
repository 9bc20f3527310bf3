import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseAccount, reachableDataDir } from "./account.ts";
import { runningPort } from "./leftovers.ts";
import { startPostgres } from "./startPostgres.ts";

/** Where a checkout keeps its cluster, and the secret that all its passwords are derived from. */
export function localCluster(root: string): { dataDir: string; superuserPassword: string } {
  const folder = join(root, ".madang");
  const file = join(folder, "postgres.secret");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return { dataDir: join(folder, "postgres"), superuserPassword: readFileSync(file, "utf8").trim() };
}

/** A role's password in the local cluster: derived, so that it is the same at every start and stored nowhere. */
export function rolePassword(superuserPassword: string, role: string): string {
  return createHmac("sha256", superuserPassword).update(role).digest("base64url");
}

/** The checkout's cluster: the running one, or one started for as long as the caller needs it. */
export async function localPostgres(
  root: string,
): Promise<AsyncDisposable & { adminUrl: string; superuserPassword: string }> {
  const cluster = localCluster(root);
  const running = runningPort(reachableDataDir(cluster.dataDir, chooseAccount(cluster.dataDir)));
  if (running === undefined) {
    const started = await startPostgres({ ...cluster, port: 0 });
    return { ...started, superuserPassword: cluster.superuserPassword };
  }
  const adminUrl = `postgresql://postgres:${encodeURIComponent(cluster.superuserPassword)}@127.0.0.1:${running}/postgres`;
  return { adminUrl, superuserPassword: cluster.superuserPassword, [Symbol.asyncDispose]: async () => undefined };
}
