import type { ClientBase } from "pg";

/** Makes a UTF-8 database with ICU `und`, closed to every other role; true when it was not there before. */
export async function createDatabase(client: ClientBase, options: { name: string; owner?: string }): Promise<boolean> {
  const name = client.escapeIdentifier(options.name);
  const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [options.name]);
  const missing = found.rowCount === 0;
  if (missing) {
    const owner = options.owner === undefined ? "" : `OWNER ${client.escapeIdentifier(options.owner)}`;
    try {
      // Under the C locale trigrams know no Korean, so the locale is never left to the server's default.
      await client.query(
        `CREATE DATABASE ${name} ${owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'und'`,
      );
    } catch (error) {
      if (!wasMadeMeanwhile(error)) throw error;
    }
  }
  await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
  return missing;
}

function wasMadeMeanwhile(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "42P04" || error.code === "23505");
}
