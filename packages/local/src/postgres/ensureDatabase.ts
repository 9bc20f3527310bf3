import { createDatabase } from "@madang/migrate";
import pg from "pg";

export type DatabaseOptions = {
  /** The database and its login role have the same name. */
  readonly name: string;
  readonly password: string;
  /** Lets the role make databases, which comparing migrations needs and serving does not. */
  readonly createdb?: boolean;
};

/** Makes a login role and a database that only this role may enter; running it again changes nothing. */
export async function ensureDatabase(adminUrl: string, { name, password, createdb }: DatabaseOptions): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('madang.ensureDatabase'))");
    const role = client.escapeIdentifier(name);
    const attributes = `LOGIN ${createdb ? "CREATEDB" : "NOCREATEDB"} PASSWORD ${client.escapeLiteral(password)}`;
    const known = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
    await client.query(`${known.rowCount ? "ALTER" : "CREATE"} ROLE ${role} ${attributes}`);
    await createDatabase(client, { name, owner: name });
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
