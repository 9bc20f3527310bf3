import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { root } from "../env.ts";

/** What a change of a file asks for. */
export type Change =
  | { readonly kind: "one"; readonly service: string }
  | { readonly kind: "all" }
  | { readonly kind: "generate"; readonly service: string | undefined };

const ignored = /(^|\/)(__generated__|node_modules|dist|\.turbo)(\/|$)|\.test\.ts$|~$/;

/** Which services a changed file concerns; undefined when it is none of theirs. */
export function changeOf(path: string, names: readonly string[]): Change | undefined {
  if (ignored.test(path)) return undefined;
  const [top = "", second = "", third = ""] = path.split("/");
  if (top === "schema") {
    const service = second.replace(/\.graphql$/, "");
    if (second === "supergraph.graphql" || /^api\b/.test(second) || second === "operations.graphql") return undefined;
    return { kind: "generate", service: names.includes(service) ? service : undefined };
  }
  if (top === "prisma") {
    if (!names.includes(second)) return { kind: "generate", service: undefined };
    return third === "schema.prisma" || third === "migrations" ? { kind: "generate", service: second } : undefined;
  }
  if (!path.endsWith(".ts")) return undefined;
  if (top === "subgraphs" && names.includes(second) && third === "src") return { kind: "one", service: second };
  if (top === "router" && second === "src") return { kind: "one", service: "router" };
  if (top === "packages" && ["service-kit", "events"].includes(second)) return { kind: "all" };
  return undefined;
}

/** Tells of changed files below the folders of the services, by path from the checkout. */
export function watchSources(changed: (path: string) => void): Disposable {
  const watchers: FSWatcher[] = [
    "schema",
    "prisma",
    "subgraphs",
    "router/src",
    "packages/service-kit/src",
    "packages/events/src",
  ].map((folder) =>
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (file) changed(`${folder}/${file.replaceAll("\\", "/")}`);
    }),
  );
  return {
    [Symbol.dispose]: () => {
      for (const watcher of watchers) watcher.close();
    },
  };
}
