import { join } from "node:path";
import process from "node:process";
import { rootDirectory } from "@madang/contracts/paths";
import type { Database, Sql } from "../database/sql.ts";
import { readKitSettings, SettingsError } from "../settings.ts";
import type { Subgraph } from "../subgraph.ts";
import { startSubgraph } from "./start.ts";

const roles = ["api", "worker", "all", "migrate"] as const;

/** The main program of a subgraph: `node main.ts api|worker|all|migrate`. Ends the process when it is over. */
export async function runService<Tx extends Sql, Client extends Database<Tx>, L, S>(
  subgraph: Subgraph<Tx, Client, L, S>,
): Promise<void> {
  const role = roles.find((known) => known === (process.argv[2] ?? "all"));
  try {
    if (!role) throw new SettingsError(`"${process.argv[2]}" is no role: choose one of ${roles.join(", ")}.`);
    if (role === "migrate") {
      // Only this role needs the schema engine.
      const { migrate } = await import("@madang/migrate");
      const { name } = subgraph;
      const migrationsDir = join(rootDirectory, "prisma", name, "migrations");
      await migrate({ name, url: readKitSettings(name, process.env).databaseUrl, migrationsDir });
      process.exit(0);
    }
    const running = await startSubgraph(subgraph, { role, env: process.env });
    const end = () => void running.stop().then(() => process.exit(0));
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
  } catch (error) {
    process.stderr.write(`${subgraph.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
