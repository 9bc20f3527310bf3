import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { createDatabase } from "../createDatabase.ts";
import { type OpenEngine, openEngine } from "./schemaEngine.ts";

type Request = { readonly id: number; readonly method: string; readonly params?: Params };
type Params = {
  readonly schema?: { readonly files?: SchemaContainer[] };
  readonly to?: { readonly files?: SchemaContainer[] };
};

/** Answers the Prisma CLI as its native schema engine does: JSON-RPC lines, or one command about the database. */
export async function speak(args: readonly string[]): Promise<void> {
  const datasource = after(args, "--datasource")[0];
  const url = datasource === undefined ? "" : readUrl(datasource);
  if (args.includes("--version")) return print("schema-engine-cli 7.10.0");
  if (args.includes("cli")) return command(after(args, "cli")[0] ?? "", url);
  const files = after(args, "--datamodels").map((path) => ({ path, content: readFileSync(path, "utf8") }));
  let opened: OpenEngine | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const request: Request = JSON.parse(line);
    try {
      const result = await answer(request, url, async () => {
        opened ??= await openEngine(url, request.params?.schema?.files ?? request.params?.to?.files ?? (files.length > 0 ? files : undefined));
        return opened.engine;
      });
      print(JSON.stringify({ jsonrpc: "2.0", id: request.id, result: result ?? {} }));
    } catch (error) {
      print(JSON.stringify({ jsonrpc: "2.0", id: request.id, error: rpcError(error) }));
    }
  }
  await opened?.[Symbol.asyncDispose]();
}

async function answer({ method, params }: Request, url: string, engine: () => Promise<SchemaEngine>): Promise<unknown> {
  if (method === "getDatabaseVersion") return (await engine()).version(null);
  if (method === "createDatabase") return { databaseName: await makeDatabase(url) };
  const target = await engine();
  const call: unknown = Reflect.get(target, method);
  if (typeof call !== "function") throw new Error(`The schema engine has no method ${method}.`);
  const result: unknown = await Reflect.apply(call, target, [params]);
  // The CLI prints what a diff says only when it arrives as a message of its own.
  if (method === "diff") printDiff(result);
  return result;
}

function printDiff(result: unknown): void {
  if (typeof result === "object" && result !== null && "stdout" in result && typeof result.stdout === "string")
    print(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "print", params: { content: result.stdout } }));
}

async function command(name: string, url: string): Promise<void> {
  try {
    if (name === "can-connect-to-database") await connected(url, async () => undefined);
    else if (name === "create-database") await makeDatabase(url);
    else throw new Error(`The stand-in for the schema engine knows no command ${name}.`);
  } catch (error) {
    const fields = { message: rpcError(error).data.message, is_panic: false, error_code: codeOf(error), meta: {} };
    const entry = { timestamp: new Date().toISOString(), level: "ERROR", fields, target: "schema_engine::logger" };
    // The CLI skips the first line, where the native engine greets.
    process.stderr.write(`{}\n${JSON.stringify(entry)}\n`);
    process.exitCode = 1;
  }
}

async function makeDatabase(url: string): Promise<string> {
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = "/postgres";
  await connected(server.href, async (client) => void (await createDatabase(client, { name })));
  return name;
}

async function connected(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError && error.code === "3D000" ? "P1003" : "P1001";
}

function rpcError(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : null;
  const meta = error instanceof Error && "meta" in error ? error.meta : null;
  const data = { is_panic: false, message, meta, error_code: code, backtrace: null };
  return { code: 4466, message: "An error happened. Check the data field for details.", data };
}

function readUrl(datasource: string): string {
  const parsed: { url?: string } = JSON.parse(datasource);
  return parsed.url ?? "";
}

function after(args: readonly string[], flag: string): string[] {
  const at = args.indexOf(flag);
  if (at < 0) return [];
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith("-") || arg === "cli");
  return end < 0 ? rest : rest.slice(0, end);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
