import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";

type Connect = PrismaPg["connect"];

// adapter-pg knows no type for two of the catalogue's own: "char" reads as bpchar and name[] as text[].
const knownAs = new Map([
  [18, 1042],
  [1003, 1009],
]);

/** Prisma's PostgreSQL adapter with what the schema engine needs and queries of an application do not. */
export class MigrationAdapter extends PrismaPg implements SqlMigrationAwareDriverAdapterFactory {
  readonly #url: string;
  readonly #pool: pg.Pool;

  constructor(url: string) {
    const pool = poolOf(url);
    super(pool);
    this.#url = url;
    this.#pool = pool;
  }

  /** The engine frees its memory but not its connections. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  override async connect(): ReturnType<Connect> {
    return withWholeScripts(await super.connect());
  }

  /** A database that lives as long as one comparison; its role needs CREATEDB. */
  override async connectToShadowDb(): ReturnType<Connect> {
    const name = `madang_shadow_${crypto.randomUUID().replaceAll("-", "")}`;
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    await onServer(this.#url, `CREATE DATABASE ${name} TEMPLATE template0`);
    const factory = new MigrationAdapter(url.href);
    const shadow = await factory.connect();
    shadow.dispose = async () => {
      await factory.close();
      await onServer(this.#url, `DROP DATABASE ${name} WITH (FORCE)`);
    };
    return shadow;
  }
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000 });
  pool.on("connect", (client) => {
    if ("connection" in client && client.connection instanceof pg.Connection)
      client.connection.prependListener("rowDescription", (message: { fields: { dataTypeID: number }[] }) => {
        for (const field of message.fields) field.dataTypeID = knownAs.get(field.dataTypeID) ?? field.dataTypeID;
      });
  });
  return pool;
}

// The adapter splits scripts at every semicolon, also inside a function's body. Sent whole, without arguments, a
// script is one simple query, which PostgreSQL runs as one transaction.
function withWholeScripts<A extends SqlDriverAdapter>(adapter: A): A {
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  return adapter;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
