export const roles = ["CUSTOMER", "MERCHANDISER", "SUPPORT", "ADMINISTRATOR"] as const;

export type Role = (typeof roles)[number];

const scopes = {
  CUSTOMER: [],
  MERCHANDISER: ["catalog:write", "inventory:read", "inventory:write"],
  SUPPORT: ["orders:read", "orders:write", "payments:read", "accounts:read", "notifications:read"],
  ADMINISTRATOR: [
    "catalog:write",
    "inventory:read",
    "inventory:write",
    "orders:read",
    "orders:write",
    "payments:read",
    "payments:write",
    "accounts:read",
    "accounts:write",
    "notifications:read",
    "analytics:read",
    "operations:read",
    "operations:write",
  ],
} as const satisfies Record<Role, readonly string[]>;

const isRole = (text: string): text is Role => roles.some((role) => role === text);

/** The roles among some texts, in the order of `roles`, each once. Everyone is a customer. */
export const asRoles = (texts: readonly string[]): Role[] => {
  const held = new Set<string>(["CUSTOMER", ...texts.filter(isRole)]);
  return roles.filter((role) => held.has(role));
};

/** What the roles allow together. */
export const scopesOf = (held: readonly Role[]): string[] => [...new Set(held.flatMap((role) => scopes[role]))].sort();

/** Whoever has a role beyond shopping works here. */
export const kindOf = (held: readonly Role[]): "account" | "staff" =>
  held.some((role) => role !== "CUSTOMER") ? "staff" : "account";
