import { createHash } from "node:crypto";

// A list of changing length makes another text for every length: those that come late are planned anew each time.
const most = 500;

/**
 * Names for the statements of one client, so that PostgreSQL parses and plans each text once a connection. A text
 * that comes when there are many already has none.
 */
export function statementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= most) return "";
    const name = createHash("sha256").update(sql).digest("base64url").slice(0, 22);
    names.set(sql, name);
    return name;
  };
}

/** Whether a connection's prepared statement no longer fits, because a migration changed what it returns. */
export const isStale = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "0A000" && error.message.includes("cached plan");
