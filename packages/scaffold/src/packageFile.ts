import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const versions = z.record(z.string(), z.string());
const manifest = z.looseObject({ dependencies: versions.default({}), devDependencies: versions.default({}) });

/** Gives the dependencies of a new package.json the versions that the other subgraphs have. */
export function withVersions(text: string, root: string): string {
  const known = new Map(
    globSync("subgraphs/*/package.json", { cwd: root })
      .map((file) => manifest.parse(JSON.parse(readFileSync(join(root, file), "utf8"))))
      .flatMap(({ dependencies, devDependencies }) => Object.entries({ ...devDependencies, ...dependencies })),
  );
  const filled = (wanted: Record<string, string>) =>
    Object.fromEntries(Object.keys(wanted).map((name) => [name, versionOf(name, known)]));
  const wanted = manifest.parse(JSON.parse(text));
  const whole = {
    ...wanted,
    dependencies: filled(wanted.dependencies),
    devDependencies: filled(wanted.devDependencies),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function versionOf(name: string, known: ReadonlyMap<string, string>): string {
  const version = known.get(name);
  if (version === undefined) throw new Error(`No other subgraph depends on ${name}, so its version is not known.`);
  return version;
}
