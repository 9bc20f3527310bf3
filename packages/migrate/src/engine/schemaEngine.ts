import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
import { MigrationAdapter } from "./adapter.ts";

type Exports = { readonly __wbindgen_start?: unknown };
type Module = typeof import("@prisma/schema-engine-wasm") & { __wbg_set_wasm(exports: Exports): void };
// Node's own types leave this global to the browser's.
type WebAssembly = { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }> };

export const noFilters = { externalTables: [], externalEnums: [] };

// The engine panics without any schema, and some of its work needs no models.
const noModels: readonly SchemaContainer[] = [
  { path: "schema.prisma", content: 'datasource db { provider = "postgresql" }' },
];

let loaded: Promise<Module> | undefined;

export type OpenEngine = AsyncDisposable & { readonly engine: SchemaEngine };

/** Prisma's schema engine, running in this process against one database. */
export async function openEngine(url: string, files: readonly SchemaContainer[] = noModels): Promise<OpenEngine> {
  loaded ??= load();
  const { SchemaEngine } = await loaded;
  const adapter = new MigrationAdapter(url);
  const engine = await SchemaEngine.new(
    { datamodels: files.map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  return {
    engine,
    [Symbol.asyncDispose]: async () => {
      engine.free();
      await adapter.close();
    },
  };
}

// Node warns when a package imports its .wasm file itself, so the two halves are joined here.
async function load(): Promise<Module> {
  Reflect.set(globalThis, "PRISMA_WASM_PANIC_REGISTRY", { set_message: tellPanic });
  const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module: Module = await import(pathToFileURL(glue).href);
  const bytes = readFileSync(join(dirname(glue), "schema_engine_bg.wasm"));
  const webAssembly: WebAssembly = Reflect.get(globalThis, "WebAssembly");
  const { instance } = await webAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...module } });
  module.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start !== "function") throw new Error("The schema engine's WebAssembly has no start function.");
  start();
  return module;
}

// A panic ends this process with an exception that says only `unreachable`; here the engine leaves its reason.
function tellPanic(reason: string): void {
  process.stderr.write(`The schema engine gave up: ${reason}\n`);
}
