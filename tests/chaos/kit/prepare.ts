import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rootDirectory } from "@madang/contracts/paths";
import { ensureDatabase } from "@madang/local";
import { domainNamed, migrate } from "@madang/migrate";
import { z } from "zod";

const password = "chaos";

const seedModule = z.object({
  seed: z.custom<(at: { databaseUrl: string; env: object; log: () => void }) => Promise<unknown>>(
    (value) => typeof value === "function",
  ),
});

/** Makes a room's database as `npm start` does: migrated, and filled with the sample shop. */
export async function prepareDatabase(
  adminUrl: string,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const url = await ensureDatabase(adminUrl, { name, password });
  await migrate({ name, url, migrationsDir: domainNamed(name).migrationsDir });
  const file = join(rootDirectory, "prisma", name, "seed.ts");
  if (existsSync(file)) {
    const { seed } = seedModule.parse({ ...(await import(pathToFileURL(file).href)) });
    await seed({ databaseUrl: url, env, log: () => undefined });
  }
  return url;
}

/** The same database on another port: that of a link. */
export function throughPort(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}
