import type { Environment } from "@madang/service-kit";

/** A second place, so that drawing from several can be seen. What lies in `main` comes with the catalogue's products. */
const warehouses = [{ code: "seoul", name: "Seoul warehouse", country: "KR", channels: ["default"] }] as const;

/** Opens the sample shop's second warehouse when it is not there yet. */
export async function seed({
  databaseUrl,
  env,
  log,
}: {
  databaseUrl: string;
  env: Environment;
  log: (line: string) => void;
}): Promise<void> {
  const { openWarehouses } = await import("../../subgraphs/inventory/src/commands/openWarehouses.ts");
  const opened = await openWarehouses({ databaseUrl, env, warehouses });
  log(opened === 0 ? "the warehouses are there already" : "opened a second warehouse");
}
