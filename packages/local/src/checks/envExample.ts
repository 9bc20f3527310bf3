import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readSupergraphConfig } from "@madang/contracts/supergraphConfig";
import { kitSettings } from "@madang/service-kit";
import { z } from "zod";
import { localSettings, root } from "../env.ts";

const shape = z.object({
  shape: z.record(
    z.string(),
    z.custom<z.ZodType>((value) => value instanceof z.ZodType),
  ),
});

const settingsModule = z.object({ settings: shape });

/** Settings whose names end in a service's, which no schema lists. */
const perService: readonly (readonly [name: string, description: string])[] = [
  ["DATABASE_URL_<NAME>", "Database of one subgraph; the local one when left out of `npm start`"],
  ["IDENTITY_KEY_<NAME>", "Private Ed25519 key (JWK) of one subgraph, its kid being the name; made by `npm start`"],
  ["SUBGRAPH_URL_<NAME>", "Where one subgraph is; what supergraph.yaml says when left out"],
  ["SUBGRAPH_URL_TEMPLATE", "Where all are, {name} standing for the name: http://{name}:4000/graphql"],
];

/** The text of `.env.example`: every setting that the code reads, with what it says of itself. */
export async function envExample(): Promise<string> {
  const known = new Set<string>();
  const sections: string[] = [
    "# Every setting, with its default. Copy to .env and uncomment what is to differ; `npm start` needs none.",
    "# Made from the code by `node packages/local/src/commands/checkEnvExample.ts --write`.",
    "",
  ];
  const add = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) sections.push(`## ${title}`, "", ...lines);
  };
  const schemaLines = (schema: z.output<typeof shape>) =>
    Object.entries(schema.shape).flatMap(([name, type]) => {
      if (known.has(name)) return [];
      known.add(name);
      return setting(name, describe(name, type), defaultOf(type));
    });

  add("npm start", schemaLines(localSettings));
  add(
    "Services by name",
    perService.flatMap(([name, description]) => setting(name, description, "")),
  );
  add("Every subgraph", schemaLines(kitSettings));
  for (const [title, file] of settingsFiles()) add(title, schemaLines(await settingsOf(file)));
  return `${sections.join("\n").trimEnd()}\n`;
}

/** What is wrong with the committed file, or undefined. */
export async function checkEnvExample(write: boolean): Promise<string | undefined> {
  const file = join(root, ".env.example");
  const wanted = await envExample();
  const found = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (found === wanted) return undefined;
  if (write) {
    writeFileSync(file, wanted);
    return undefined;
  }
  const names = (text: string) => new Set([...text.matchAll(/^# ([A-Z][A-Z_<>]*)=/gm)].map(([, name]) => name ?? ""));
  const without = (all: Set<string>, others: Set<string>) => [...all].filter((name) => !others.has(name));
  const missing = without(names(wanted), names(found));
  const unread = without(names(found), names(wanted));
  const reasons = [
    missing.length > 0 ? `it lacks ${missing.join(", ")}` : "",
    unread.length > 0 ? `nobody reads ${unread.join(", ")}` : "",
  ].filter((reason) => reason !== "");
  const why = reasons.length > 0 ? reasons.join(", and ") : "a description or default differs";
  return `.env.example does not say what the code reads: ${why}. Add --write to make it again.`;
}

function settingsFiles(): [string, string][] {
  const files: [string, string][] = readSupergraphConfig().map(({ name }) => [
    name,
    join("subgraphs", name, "src", "env.ts"),
  ]);
  files.push(["The router", join("router", "src", "env.ts")]);
  return files
    .map(([title, file]): [string, string] => [title, join(root, file)])
    .filter(([, file]) => existsSync(file));
}

async function settingsOf(file: string): Promise<z.output<typeof shape>> {
  const module = settingsModule.safeParse({ ...(await import(pathToFileURL(file).href)) });
  // Some only lay other defaults over what the kit reads.
  if (!module.success && !readFileSync(file, "utf8").includes("readSettings")) return { shape: {} };
  if (!module.success) throw new Error(`${file} does not export its zod object as \`settings\`.`);
  return module.data.settings;
}

function setting(name: string, description: string, fallback: string): string[] {
  return [`# ${description}`, `# ${name}=${fallback}`, ""];
}

function describe(name: string, type: z.ZodType): string {
  if (!type.description) throw new Error(`The setting ${name} does not describe itself.`);
  return type.description;
}

function defaultOf(type: z.ZodType): string {
  const parsed = type.safeParse(undefined);
  if (!parsed.success || parsed.data === undefined) return "";
  const text = Array.isArray(parsed.data) ? parsed.data.join(",") : String(parsed.data);
  // A path inside the checkout is another on every machine.
  return text.startsWith(root) ? "" : text;
}
