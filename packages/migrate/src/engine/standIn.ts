import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { SchemaContainer } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { createDatabase } from "../createDatabase.ts";
import { filesOf, type Params, perform } from "./methods.ts";
import { type OpenEngine, openEngine } from "./schemaEngine.ts";

type Request = { readonly id: number; readonly method?: string; readonly params?: Params };

/** Answers the Prisma CLI as its native schema engine does: JSON-RPC lines, or one command about the database. */
export async function speak(args: readonly string[]): Promise<void> {
  const url = urlOf(after(args, "--datasource")[0]);
  if (args.includes("--version")) return print("schema-engine-cli 7.10.0");
  if (args.includes("cli")) return command(after(args, "cli")[0] ?? "", url);
  const files = everyAfter(args, "--datamodels").map((path) => ({ path, content: readFileSync(path, "utf8") }));
  let opened: OpenEngine | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const request: Request = JSON.parse(line);
    // The CLI also confirms what it was told to print.
    if (request.method === undefined) continue;
    // The engine cannot go on after a panic, and the CLI would wait for its answer.
    const giveUp = (error: unknown) => {
      fail(request, error);
      process.exit(1);
    };
    process.once("uncaughtException", giveUp);
    try {
      opened ??= await openEngine(url, schemaOf(request, files));
      const behind = { engine: opened.engine, url, createDatabase: () => makeDatabase(url) };
      const result = await perform(behind, request.method, request.params ?? {});
      if (request.method === "diff") showDiff(result);
      print(JSON.stringify({ jsonrpc: "2.0", id: request.id, result }));
    } catch (error) {
      fail(request, error);
    }
    process.off("uncaughtException", giveUp);
  }
  await opened?.[Symbol.asyncDispose]();
}

// The CLI shows no difference that is only in the result.
function showDiff(result: unknown): void {
  if (typeof result !== "object" || result === null || !("stdout" in result)) return;
  if (typeof result.stdout !== "string") return;
  print(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "print", params: { content: result.stdout.trimEnd() } }));
}

function schemaOf({ params }: Request, files: SchemaContainer[]): SchemaContainer[] | undefined {
  return [params?.schema?.files ?? [], filesOf(params?.to), filesOf(params?.from), files].find(
    ({ length }) => length > 0,
  );
}

async function command(name: string, url: string): Promise<void> {
  try {
    if (name === "can-connect-to-database") await connected(url, async () => undefined);
    else if (name === "create-database") await makeDatabase(url);
    else throw new Error(`The stand-in for the schema engine knows no command ${name}.`);
  } catch (error) {
    const missing = error instanceof pg.DatabaseError && error.code === "3D000";
    const fields = { message: messageOf(error), is_panic: false, error_code: missing ? "P1003" : "P1001", meta: {} };
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

function fail({ id }: Request, error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const meta = error instanceof Error && "meta" in error ? error.meta : null;
  const data = { is_panic: false, message: messageOf(error), meta, error_code: code, backtrace: null };
  const message = "An error happened. Check the data field for details.";
  print(JSON.stringify({ jsonrpc: "2.0", id, error: { code: 4466, message, data } }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function urlOf(datasource: string | undefined): string {
  if (datasource === undefined) return "";
  const { url = "" }: { url?: string } = JSON.parse(datasource);
  return url;
}

function after(args: readonly string[], flag: string): string[] {
  const at = args.indexOf(flag);
  return at < 0 ? [] : args.slice(at + 1, at + 2);
}

function everyAfter(args: readonly string[], flag: string): string[] {
  return args.flatMap((arg, at) => (arg === flag ? args.slice(at + 1, at + 2) : []));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
