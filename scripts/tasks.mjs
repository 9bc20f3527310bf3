const turbo = (...tasks) => [
  "turbo",
  "run",
  ...tasks,
  "--output-logs=new-only",
  "--log-prefix=none",
  "--no-update-notifier",
];

// Before a start every half second counts, so turbo is left out there.
const types = ["node", "packages/contracts/src/commands/generate.ts"];
const generate = turbo("//#generate").map((word) => word.replace("new-only", "errors-only"));

/**
 * Every task of package.json. `commands` is the work itself; `first` comes before it, and `viaTurbo` instead of it,
 * when the task was not started by turbo. Arguments go to the last command.
 */
export const tasks = {
  generate: {
    commands: [types, ["node", "docker/generate.ts"], ["node", "helm/generate.ts"]],
    viaTurbo: [generate],
  },
  start: { first: [types], commands: [["node", "packages/local/src/commands/start.ts"]] },
  dev: { first: [types], commands: [["node", "packages/local/src/commands/dev.ts"]] },
  reset: { commands: [["node", "packages/local/src/commands/reset.ts"]] },
  // Arguments of vitest have to be told from turbo's own.
  test: { commands: [["vitest", "run"]], viaTurbo: [[...turbo("//#test"), "--"]] },
  "test:proofs": { first: [types], commands: [["vitest", "run", "--config", "vitest.proofs.config.ts"]] },
  "test:web": {
    first: [["node", "tests/web/requireChromium.ts"], types],
    commands: [
      ["vite", "build", "examples/web", "--logLevel", "error"],
      ["vitest", "run", "--config", "vitest.web.config.ts"],
    ],
  },
  "test:chaos": { first: [types], commands: [["node", "tests/chaos/main.ts"]] },
  "test:new-subgraph": {
    first: [types],
    commands: [["vitest", "run", "--config", "tests/scaffold/vitest.config.ts"]],
  },
  lint: { commands: [["biome", "check", "--error-on-warnings", "."]] },
  check: {
    keepGoing: true,
    first: [generate],
    commands: [
      turbo("typecheck", "//#typecheck", "//#lint", "--continue"),
      ["node", "packages/contracts/src/commands/check.ts"],
      ["node", "packages/local/src/commands/checkEnvExample.ts"],
      ["vitest", "run", "tests/architecture"],
    ],
  },
  bench: { first: [types], commands: [["node", "bench/run.ts"]] },
  "bench:checkout": { first: [types], commands: [["node", "bench/checkout/main.ts"]] },
  "bench:replay": { first: [types], commands: [["node", "bench/replay/main.ts"]] },
  prisma: { commands: [["node", "packages/migrate/src/commands/prisma.ts"]] },
  "api:release": { first: [types], commands: [["node", "packages/contracts/src/commands/release.ts"]] },
  "import:catalog": { first: [types], commands: [["node", "packages/local/src/commands/importCatalog.ts"]] },
  "new:subgraph": { commands: [["node", "packages/scaffold/src/commands/newSubgraph.ts"]] },
};
