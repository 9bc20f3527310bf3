import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { root } from "../env.ts";

import type { Ground } from "./launch.ts";

const example = `query {
  products(filter: { search: "cup" }, first: 3) {
    totalCount
    nodes { name slug variants { sku price { amount currency } availability { available } } }
  }
}`;

const seedModule = z.object({
  demoAccounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
});

/** Says where everything is, who can sign in and what to ask. */
export async function welcome(
  { addresses, firstRun }: Ground,
  out: NodeJS.WriteStream = process.stdout,
): Promise<void> {
  const accounts = await demoAccounts();
  const lines = [
    "",
    firstRun ? "Madang is open, with a sample shop in it." : "Madang is open.",
    "",
    ...table(addresses),
    ...(accounts.length ? ["", "Demo accounts:", ...table(accounts)] : []),
    "",
    `Paste this into ${addresses[0]?.[1] ?? ""}:`,
    "",
    ...example.split("\n").map((line) => `  ${line}`),
    "",
    "Ctrl-C stops everything.",
    "",
  ];
  out.write(`${lines.join("\n")}\n`);
}

async function demoAccounts(): Promise<[string, string, string][]> {
  const file = join(root, "prisma", "accounts", "seed.ts");
  if (!existsSync(file)) return [];
  const parsed = seedModule.safeParse({ ...(await import(pathToFileURL(file).href)) });
  return parsed.success ? parsed.data.demoAccounts.map(({ email, password, role }) => [email, password, role]) : [];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, column) => cell.padEnd(width(column)))
        .join("   ")
        .trimEnd()}`,
  );
}
