import { posix } from "node:path";

/** The source of the house: text by path from its root. */
export type Sources = ReadonlyMap<string, string>;

/** One rule: its name says what holds, `broken` says where it does not. */
export interface Rule {
  readonly name: string;
  readonly broken: (sources: Sources) => string[];
}

const subgraphOf = (path: string) => /^subgraphs\/([^/]+)\//.exec(path)?.[1] ?? null;
const roomOf = (path: string) => /^subgraphs\/[^/]+\/src\/([^/]+)\//.exec(path)?.[1] ?? null;
const isTest = (path: string) => /\.(proof\.)?test\.ts$/.test(path) || path.includes("/testing/");

/** What a file imports, as paths from the root for relative ones and as package names for others. */
export function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"|^\s*import\s+"([^"]+)"/gms,
  );
  return [...found].map(([, from, dynamic, bare]) => {
    const specifier = from ?? dynamic ?? bare ?? "";
    return specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
  });
}

/** Every import of every file for which `wrong` gives a reason. */
const imports =
  (wrong: (path: string, imported: string, names: ReadonlySet<string>) => boolean) => (sources: Sources) => {
    const names = new Set([...sources.keys()].map(subgraphOf).filter((name) => name !== null));
    return [...sources].flatMap(([path, text]) =>
      importsOf(path, text)
        .filter((imported) => wrong(path, imported, names))
        .map((imported) => `${path} imports ${imported}`),
    );
  };

/** Every line of every file that `where` selects and that matches. */
const lines = (where: (path: string) => boolean, pattern: RegExp) => (sources: Sources) =>
  [...sources].flatMap(([path, text]) =>
    where(path)
      ? text.split("\n").flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []))
      : [],
  );

const packageOf = (imported: string) => /^@madang\/([^/]+)/.exec(imported)?.[1] ?? null;
const importsSubgraph = (imported: string, names: ReadonlySet<string>) =>
  names.has(packageOf(imported) ?? "") || imported.startsWith("subgraphs/");
const importsRouter = (imported: string) => packageOf(imported) === "router" || imported.startsWith("router/");

const sandbox = "packages/payment-sandbox/";

/** Where a subgraph looks at the clock of its own process, and why it may. */
const ownClock: Readonly<Record<string, string>> = {
  "subgraphs/payments/src/providers/declinedUnseen.ts":
    "Nothing is decided by when something was made that was never made.",
  "subgraphs/payments/src/providers/stripe/stripeAuthorize.ts":
    "How old an id is, which has a process's time in it, against half of what Stripe keeps keys for: hours of leeway.",
  "subgraphs/payments/src/providers/stripe/stripe.ts":
    "How old such an id is, against the hour after which Stripe's search knows of everything.",
};

const doors = new Set(["resolvers", "events", "jobs", "commands"]);
// Prisma's writing methods, and SQL that is not read.
const writes =
  /\.(create|createMany|createManyAndReturn|update|updateMany|upsert|delete|deleteMany)\(\s*\{|\$executeRaw/;

export const rules: readonly Rule[] = [
  {
    name: "a subgraph imports neither another subgraph nor the router",
    broken: imports((path, imported, names) => {
      const own = subgraphOf(path);
      if (own === null) return false;
      if (importsRouter(imported)) return true;
      const other = packageOf(imported) ?? subgraphOf(`${imported}/`);
      return other !== null && names.has(other) && other !== own;
    }),
  },
  {
    name: "a package imports no subgraph and not the router",
    broken: imports(
      (path, imported, names) =>
        path.startsWith("packages/") && (importsSubgraph(imported, names) || importsRouter(imported)),
    ),
  },
  {
    name: "the router imports no subgraph",
    broken: imports((path, imported, names) => path.startsWith("router/") && importsSubgraph(imported, names)),
  },
  {
    name: "the kit imports no event of the house",
    broken: imports((path, imported) => path.startsWith("packages/service-kit/") && packageOf(imported) === "events"),
  },
  {
    // It stands for somebody else's system, whose books are asked what became of the money.
    name: "the payment sandbox imports nothing of ours",
    broken: imports(
      (path, imported) =>
        path.startsWith(sandbox) && !imported.startsWith(sandbox) && !/^(node:[\w/]+|zod|vitest)$/.test(imported),
    ),
  },
  {
    name: "a domain imports only domain and the kit",
    broken: imports((path, imported) => {
      if (roomOf(path) !== "domain" || isTest(path)) return false;
      if (imported.startsWith("subgraphs/")) return roomOf(imported) !== "domain";
      return !["@madang/service-kit", "zod"].includes(imported);
    }),
  },
  {
    name: "a domain neither waits nor tells the time nor draws lots",
    broken: lines(
      (path) => roomOf(path) === "domain" && !isTest(path),
      /\basync\b|\bawait\b|Date\.now\(|new Date\(\)|Math\.random\(|randomBytes|randomUUID/,
    ),
  },
  {
    // `now` and `work.now` are the database's time; `performance.now()` says how long something takes.
    name: "no subgraph goes by the clock of its own process",
    broken: lines(
      (path) =>
        subgraphOf(path) !== null &&
        roomOf(path) !== "domain" &&
        !isTest(path) &&
        !/\/fixtures(\/|\.ts$)/.test(path) &&
        !(path in ownClock),
      /\bDate\.now\(|\bnew Date\(\)/,
    ),
  },
  {
    name: "only data knows Prisma's client",
    broken: imports(
      (path, imported) =>
        subgraphOf(path) !== null &&
        !isTest(path) &&
        roomOf(path) !== "data" &&
        (imported.includes("/__generated__/prisma") || imported.startsWith("@prisma/")),
    ),
  },
  {
    name: "doors do not write",
    broken: lines((path) => doors.has(roomOf(path) ?? "") && !isTest(path), writes),
  },
  {
    // Handing the whole of it to a child process is no reading.
    name: "only env.ts files and the kit read the environment",
    broken: lines(
      (path) =>
        /^(subgraphs|router|packages)\//.test(path) &&
        !path.startsWith("packages/service-kit/") &&
        !/(^|\/)(env|environment|main)\.ts$/.test(path) &&
        !isTest(path),
      /(?<!\.\.\.)\bprocess\.env\b(?!\["PATH"\])/,
    ),
  },
  {
    name: "nothing is exempt from the type checker or the linter",
    broken: lines(() => true, /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable|\bas any\b/),
  },
  {
    name: "no test is left out",
    broken: lines((path) => isTest(path), /\b(it|test|describe)\.(skip|only|todo|fails)\b|\b(xit|xdescribe)\(/),
  },
  {
    name: "files are named for what they do",
    broken: (sources) =>
      [...sources.keys()].filter((path) => /\/(utils?|helpers?|common|managers?|misc)(\/|\.ts$)|Impl\.ts$/i.test(path)),
  },
  {
    name: "a subgraph is seen at a glance",
    broken: (sources) => {
      const names = new Set([...sources.keys()].map(subgraphOf).filter((name) => name !== null));
      return [...names].flatMap((name) => {
        const text = sources.get(`subgraphs/${name}/src/subgraph.ts`);
        if (text === undefined) return [`subgraphs/${name} has no src/subgraph.ts`];
        const long = text.trimEnd().split("\n").length > 40;
        return long ? [`subgraphs/${name}/src/subgraph.ts has more than 40 lines`] : [];
      });
    },
  },
];
