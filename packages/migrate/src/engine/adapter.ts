import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

type Connect = PrismaPg["connect"];

// adapter-pg refuses two types of PostgreSQL's own catalogue. name[] may pass as text[]. "char" has to arrive as a
// character, which the adapter only knows in arrays; there are none of them in the catalogue, so the type is free.
const knownAs = new Map([
  [18, 1002],
  [1003, 1009],
]);

/** Prisma's PostgreSQL adapter with what the schema engine needs and queries of an application do not. */
export class MigrationAdapter extends PrismaPg implements SqlMigrationAwareDriverAdapterFactory {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    const pool = poolOf(url);
    super(pool);
    this.#pool = pool;
  }

  /** The engine frees its memory but not its connections. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  override async connect(): ReturnType<Connect> {
    return withCharacters(withWholeScripts(await super.connect()));
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

function withCharacters<A extends SqlDriverAdapter>(adapter: A): A {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const { Character, CharacterArray } = ColumnTypeEnum;
    return { ...result, columnTypes: result.columnTypes.map((type) => (type === CharacterArray ? Character : type)) };
  };
  return adapter;
}
