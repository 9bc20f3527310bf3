import { delimiter, dirname, join } from "node:path";
import type { Domain } from "./domains.ts";

/** What the ordinary Prisma CLI needs so that it works on a closed network and downloads nothing. */
export function prismaEnvironment(domain: Domain, url?: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // The stand-in is started by its first line, which must find this Node.
    PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
    PRISMA_SCHEMA_ENGINE_BINARY: join(import.meta.dirname, "../bin/schema-engine.ts"),
    PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
    MADANG_DOMAIN: domain.name,
    MADANG_DOMAIN_DIR: domain.schemaDir,
    ...(url === undefined ? {} : { MADANG_DOMAIN_URL: url }),
  };
}

/** The database that a setting names for a domain, if one does. */
export function givenUrl({ name }: Domain): string | undefined {
  return process.env[`DATABASE_URL_${name.toUpperCase().replaceAll("-", "_")}`] || undefined;
}
