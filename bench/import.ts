import { spawn } from "node:child_process";
import { chmodSync, createReadStream, createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { text as textOf } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { ensureDatabase, startPostgres } from "@madang/local";
import { migrate } from "@madang/migrate";
import pg from "pg";
import { z } from "zod";
import { type Bench, median, mib, spread, timed } from "./measure.ts";
import { root, temporaryFolder, track } from "./shop.ts";

const runs = 3;
const fixture = join(root, "fixtures", "retail", "online-retail-20000.csv.gz");

/** The import command, from its start to its end, against a bare COPY of the same lines on the same server. */
export const benchImport: Bench = async (say) => {
  const given = join(process.env["MADANG_DATA"] || join(root, "..", "shared", "data"), "online-retail.csv.gz");
  const file = existsSync(given) ? resolve(given) : fixture;
  if (file === fixture) say(`${given} is not there: the first 20,000 lines are measured instead`);
  using folder = temporaryFolder();
  const plain = join(folder.path, "lines.csv");
  await pipeline(createReadStream(file), createGunzip(), createWriteStream(plain));
  const twice = join(folder.path, "twice.csv");
  const text = readFileSync(plain, "utf8");
  writeFileSync(twice, text + text.slice(text.indexOf("\n") + 1));
  // The server reads it itself, and may be another user.
  chmodSync(plain, 0o644);
  await using postgres = await startPostgres({
    dataDir: join(folder.path, "postgres"),
    port: 0,
    superuserPassword: "bench",
  });
  await using admin = await connect(postgres.adminUrl);

  const copies: number[] = [];
  const imports: number[] = [];
  const repeats: number[] = [];
  const used: Used[] = [];
  let lines = 0;
  for (let run = 1; run <= runs; run++) {
    const copied = await copy(admin.client, plain);
    lines = copied.lines;
    copies.push(copied.ms);
    const url = await freshCatalogue(admin.client, postgres.adminUrl);
    const first = await importInto(url, file, folder.path);
    imports.push(first.ms);
    used.push(first);
    const again = await importInto(url, file, folder.path);
    repeats.push(again.ms);
    say(
      `run ${run}: COPY ${copied.ms.toFixed(0)} ms, import ${first.ms.toFixed(0)} ms, again ${again.ms.toFixed(0)} ms`,
    );
  }
  const fresh = () => freshCatalogue(admin.client, postgres.adminUrl);
  const small = await importInto(await fresh(), fixture, folder.path);
  const double = await importInto(await fresh(), twice, folder.path);
  const [{ server_version: version } = { server_version: "" }] = (await admin.client.query("SHOW server_version")).rows;
  const times = (values: readonly number[]) => `${(median(values) / median(copies)).toFixed(1)} x`;
  return [
    [`${lines.toLocaleString("en")} lines, PostgreSQL ${version}, ${runs} runs`, "ms", "of COPY"],
    ["COPY of the unpacked lines into a table of texts", spread(copies, 0), "1.0 x"],
    ["import into an empty catalogue", spread(imports, 0), times(imports)],
    ["the same import again: nothing to write", spread(repeats, 0), times(repeats)],
    [
      "CPU of the import, writing by PostgreSQL apart",
      spread(
        used.map(({ cpuMs }) => cpuMs),
        0,
      ),
      "",
    ],
    ["its peak memory", mib(Math.max(...used.map(({ peak }) => peak))), ""],
    ["its peak memory for the first 20,000 lines alone", mib(small.peak), ""],
    ["its peak memory for all lines twice", mib(double.peak), ""],
  ];
};

async function connect(url: string): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Only the statement is timed: no process to start, nothing to unpack, no index. */
async function copy(client: pg.Client, file: string): Promise<{ ms: number; lines: number }> {
  await client.query(`DROP TABLE IF EXISTS lines`);
  await client.query(
    `CREATE TABLE lines (invoice text, code text, description text, quantity text, at text, price text, customer text,
                         country text)`,
  );
  const statement = `COPY lines FROM ${client.escapeLiteral(file)} WITH (FORMAT csv, HEADER)`;
  const { ms, result } = await timed(() => client.query(statement));
  return { ms, lines: result.rowCount ?? 0 };
}

async function freshCatalogue(client: pg.Client, adminUrl: string): Promise<string> {
  await client.query("DROP DATABASE IF EXISTS catalog WITH (FORCE)");
  const url = await ensureDatabase(adminUrl, { name: "catalog", password: "bench" });
  await migrate({ name: "catalog", url, migrationsDir: join(root, "prisma", "catalog", "migrations") });
  // What one run leaves to the disk must not slow the next.
  await client.query("CHECKPOINT");
  return url;
}

const usage = z.object({ maxRSS: z.number(), userCPUTime: z.number(), systemCPUTime: z.number() });

interface Used {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peak: number;
}

async function importInto(url: string, file: string, folder: string): Promise<Used> {
  const command = join(root, "subgraphs", "catalog", "src", "commands", "importCatalog.ts");
  const rejects = join(folder, "rejects.csv");
  const tellUsage = join(import.meta.dirname, "tellUsage.ts");
  const { ms, result } = await timed(async () => {
    const child = spawn(
      process.execPath,
      ["--import", tellUsage, command, file, "--map", "retail", "--rejects", rejects],
      {
        env: { ...process.env, DATABASE_URL_CATALOG: url },
        stdio: ["ignore", "ignore", "pipe", "pipe"],
      },
    );
    const ended = track(child);
    const [, , complaints, told] = child.stdio.map((stream) => (stream && "read" in stream ? textOf(stream) : null));
    if ((await ended) !== 0) throw new Error(`The import failed: ${await complaints}`);
    return usage.parse(JSON.parse((await told) ?? ""));
  });
  const { maxRSS, userCPUTime, systemCPUTime } = result;
  return { ms, cpuMs: (userCPUTime + systemCPUTime) / 1_000, peak: maxRSS * 1024 };
}
