import { type Domain, rootOf } from "../domains.ts";
import { givenUrl } from "../env.ts";

export type OpenDatabase = AsyncDisposable & { readonly url: string };

/** The domain's database: the one that DATABASE_URL_<NAME> names, else the one in the checkout's own cluster. */
export async function openDatabase(domain: Domain): Promise<OpenDatabase> {
  const url = givenUrl(domain);
  if (url) return { url, [Symbol.asyncDispose]: async () => undefined };
  // The local runtime depends on this package, so only this command reaches back, and only when it runs.
  const local = await import("@madang/local/postgres");
  const cluster = await local.localPostgres(rootOf(domain));
  try {
    const password = local.rolePassword(cluster.superuserPassword, domain.name);
    const own = await local.ensureDatabase(cluster.adminUrl, { name: domain.name, password, createdb: true });
    return { url: own, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}
