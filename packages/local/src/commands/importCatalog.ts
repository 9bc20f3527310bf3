import { spawn } from "node:child_process";
import { join } from "node:path";
import { migrate } from "@madang/migrate";
import { environment, home, root, settingName } from "../env.ts";
import { sentenceOf } from "../launcher/Refusal.ts";
import { ensureDatabase, localPostgres, rolePassword } from "../postgres/index.ts";

const name = "catalog";
const setting = settingName("DATABASE_URL", name);

try {
  const given = environment()[setting];
  process.exitCode = given ? await importInto(given) : await importHere();
} catch (error) {
  const sentence = sentenceOf(error);
  if (!sentence) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

/** Into this checkout's own database, whether it runs just now or not. */
async function importHere(): Promise<number> {
  await using cluster = await localPostgres(home);
  const password = rolePassword(cluster.superuserPassword, name);
  const url = await ensureDatabase(cluster.adminUrl, { name, password });
  await migrate({ name, url, migrationsDir: join(root, "prisma", name, "migrations") });
  return importInto(url);
}

function importInto(url: string): Promise<number> {
  const command = join(root, "subgraphs", name, "src", "commands", "importCatalog.ts");
  const child = spawn(process.execPath, [command, ...process.argv.slice(2)], {
    env: { ...environment(), [setting]: url },
    stdio: "inherit",
  });
  // Whoever stops the import gets the importer's own answer to it.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject).once("close", (code) => resolve(code ?? 130));
  return promise;
}
