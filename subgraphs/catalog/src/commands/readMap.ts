import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type ImportMap, importMap } from "../domain/importMap.ts";
import { UnreadableFile } from "./readCsv.ts";

const shipped = join(import.meta.dirname, "../../maps");

/** A map by the name of one that ships (`retail`, `plain`), or by its path. */
export function readMap(nameOrPath: string): ImportMap {
  const own = join(shipped, `${nameOrPath}.json`);
  const path = /^\w+$/.test(nameOrPath) && existsSync(own) ? own : nameOrPath;
  const parsed = importMap.safeParse(parseJson(path));
  if (parsed.success) return parsed.data;
  throw new UnreadableFile(`${path} is no map: ${z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, " ")}.`);
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UnreadableFile(`${path} is no map: ${error instanceof Error ? error.message : error}.`, { cause: error });
  }
}
