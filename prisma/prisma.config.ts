import { join } from "node:path";
import { defineConfig } from "prisma/config";

// packages/migrate runs the CLI for one domain at a time and says which one here.
const domain = process.env["MADANG_DOMAIN"] ?? "";
const url = process.env["MADANG_DOMAIN_URL"];
const folder = process.env["MADANG_DOMAIN_DIR"] ?? join(import.meta.dirname, domain);

export default defineConfig({
  schema: folder,
  migrations: { path: join(folder, "migrations") },
  ...(url === undefined ? {} : { datasource: { url } }),
});
