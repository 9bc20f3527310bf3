import process from "node:process";
import { type Environment, readSettings, settingName } from "@madang/service-kit";
import { z } from "zod";

export const settings = z.object({
  PICTURE_BASE_URL: z
    .url()
    .optional()
    .describe("What the paths of the sample shop's pictures are below; the catalogue's own address when left out"),
});

export type Settings = { readonly pictureBaseUrl: string };

/** The catalogue's own settings. */
export function env(environment: Environment): Settings {
  const { PICTURE_BASE_URL } = readSettings(settings, environment);
  const own = environment[settingName("SUBGRAPH_URL", "catalog")] ?? "http://127.0.0.1:4002";
  return { pictureBaseUrl: PICTURE_BASE_URL ?? new URL(own).origin };
}

/** What an operator's command needs. */
export function commandSettings(environment: Environment = process.env): { readonly databaseUrl: string } {
  const name = "DATABASE_URL_CATALOG";
  const read = readSettings(
    z.object({ [name]: z.url("is missing: it is the address of the catalogue's database") }),
    environment,
  );
  return { databaseUrl: String(read[name]) };
}
