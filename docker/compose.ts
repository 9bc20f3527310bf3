import { routerPort, type ServiceEntry } from "./services.ts";

const upper = (name: string) => name.toUpperCase();
const required = (variable: string) => `\${${variable}:?run node docker/secrets.mjs first}`;
const indented = (lines: readonly string[], by: number) => lines.map((line) => `${" ".repeat(by)}${line}\n`).join("");

/** The compose file: what is the same for all, then what each subgraph of the list adds. */
export function compose(base: string, services: readonly ServiceEntry[]): string {
  return `# Made by docker/generate.ts from schema/supergraph.yaml and docker/compose.base.yaml.
${base}
x-addresses: &addresses
${indented(
  services.map(({ name, port }) => `SUBGRAPH_URL_${upper(name)}: http://${name}:${port}/graphql`),
  2,
)}
services:
${services.map(subgraph).join("").trimStart().replace(/^/, "  ")}${router(services)}${postgres(services)}${redis}${mailbox}${paymentSandbox(services)}${prometheus(services)}
networks:
  front: {}
  mail: {}
  providers: {}
  graph: { internal: true }
  messaging: { internal: true }
  monitoring: {}
${indented(
  services.map(({ name }) => `data-${name}: { internal: true }`),
  2,
)}
volumes:
  postgres: {}
  redis: {}

configs:
  prometheus:
    content: |
${indented(scrapes(services), 6)}`;
}

/** Migrations first; then the api and, beside it, the worker. */
function subgraph({ name, port, secrets, optionalSecrets, webhooks }: ServiceEntry): string {
  const mail = secrets.includes("SMTP_URL");
  const own = secrets.map((variable) =>
    variable === "SMTP_URL" ? `SMTP_URL: \${SMTP_URL:-smtp://mailbox:1025}` : `${variable}: ${required(variable)}`,
  );
  // An empty setting is one that is not there.
  own.push(...optionalSecrets.map((variable) => `${variable}: \${${variable}:-}`));
  if (webhooks) own.push(...sandboxSettings);
  const networks = (names: readonly string[]) => `[${names.join(", ")}]`;
  const all = [
    "graph",
    "messaging",
    "monitoring",
    `data-${name}`,
    ...(mail ? ["mail"] : []),
    ...(webhooks ? ["providers"] : []),
  ];
  const role = (suffix: string, command: string) => `
  ${name}${suffix}:
    <<: *service
    image: \${MADANG_REGISTRY:-}madang/${name}:\${MADANG_TAG:-dev}
    command: [${command}]
    environment: *${name}
    depends_on:
      ${name}-migrate: { condition: service_completed_successfully }
      redis: { condition: service_healthy }
    networks: ${networks(all)}
`;
  return `
  ${name}-migrate:
    <<: *service
    image: \${MADANG_REGISTRY:-}madang/${name}:\${MADANG_TAG:-dev}
    build:
      context: ..
      dockerfile: docker/Dockerfile
      args:
        SERVICE: subgraphs/${name}
        NPM_REGISTRY: \${NPM_REGISTRY:-}
    command: [migrate]
    restart: "no"
    environment: &${name}
      <<: [*shared, *addresses]
      PORT: "${port}"
      DATABASE_URL_${upper(name)}: postgresql://${name}:${required(`DATABASE_PASSWORD_${upper(name)}`)}@postgres:5432/${name}
      IDENTITY_KEY_${upper(name)}: ${required(`IDENTITY_KEY_${upper(name)}`)}
      TRUSTED_IDENTITIES: ${required("TRUSTED_IDENTITIES")}
      CURSOR_SECRET: ${required("CURSOR_SECRET")}
${indented(own, 6)}    depends_on:
      postgres: { condition: service_healthy }
    networks: [data-${name}]
${role("", "api")}${role("-worker", "worker")}`;
}

function router(services: readonly ServiceEntry[]): string {
  return `
  router:
    <<: *service
    image: \${MADANG_REGISTRY:-}madang/router:\${MADANG_TAG:-dev}
    build:
      context: ..
      dockerfile: docker/Dockerfile
      args:
        SERVICE: router
        NPM_REGISTRY: \${NPM_REGISTRY:-}
    environment:
      <<: [*shared, *addresses]
      PORT: "${routerPort}"
      IDENTITY_KEY_ROUTER: ${required("IDENTITY_KEY_ROUTER")}
    ports: ["\${MADANG_ADDRESS:-127.0.0.1}:\${MADANG_PORT:-${routerPort}}:${routerPort}"]
    depends_on:
${indented(
  services.map(({ name }) => `${name}: { condition: service_healthy }`),
  6,
)}      redis: { condition: service_healthy }
    networks: [front, graph, messaging, monitoring]
`;
}

function postgres(services: readonly ServiceEntry[]): string {
  return `
  postgres:
    <<: *limits
    image: postgres:18-bookworm
    # Each service holds up to ten connections in each of its roles.
    command: [postgres, -c, max_connections=${50 + services.length * 2 * 10}]
    user: "999:999"
    environment:
      POSTGRES_PASSWORD: ${required("POSTGRES_PASSWORD")}
      SUBGRAPHS: ${services.map(({ name }) => name).join(" ")}
${indented(
  services.map(({ name }) => `DATABASE_PASSWORD_${upper(name)}: ${required(`DATABASE_PASSWORD_${upper(name)}`)}`),
  6,
)}    volumes:
      - postgres:/var/lib/postgresql
      - ./postgres:/docker-entrypoint-initdb.d:ro
    tmpfs: ["/tmp", "/var/run/postgresql:uid=999,gid=999"]
    shm_size: 128m
    healthcheck:
      # Over TCP, because while the databases are being made the server listens on its socket only.
      test: [CMD, pg_isready, --host=127.0.0.1, --username=postgres]
      interval: 2s
      timeout: 3s
      start_period: 60s
      retries: 5
    networks:
${indented(
  services.map(({ name }) => `- data-${name}`),
  6,
)}`;
}

const redis = `
  redis:
    <<: *limits
    image: redis:8-bookworm
    # Jobs live here: written to disk, and never thrown out to make room.
    command:
      [sh, -c, 'exec redis-server --appendonly yes --maxmemory-policy noeviction --requirepass "$$REDISCLI_AUTH"']
    user: "999:999"
    environment:
      REDISCLI_AUTH: ${required("REDIS_PASSWORD")}
    volumes: ["redis:/data"]
    tmpfs: [/tmp]
    healthcheck:
      test: [CMD-SHELL, "redis-cli ping | grep -q PONG"]
      interval: 2s
      timeout: 3s
      start_period: 30s
      retries: 5
    networks: [messaging]
`;

const mailbox = `
  mailbox:
    <<: *limits
    image: axllent/mailpit:v1.27
    user: "1000:1000"
    tmpfs: [/tmp]
    ports: ["\${MADANG_ADDRESS:-127.0.0.1}:\${MAILBOX_PORT:-8025}:8025"]
    healthcheck:
      test: [CMD, /mailpit, readyz]
      interval: 2s
      timeout: 3s
      start_period: 30s
      retries: 5
    networks: [mail]
`;

const sandboxPort = 4091;

// What the stack is tried out with; STRIPE_SECRET_KEY in docker/.env takes its place for cards.
const sandboxSettings = [
  `PAYMENT_SANDBOX_URL: http://payment-sandbox:${sandboxPort}`,
  `PAYMENT_SANDBOX_KEY: ${required("PAYMENT_SANDBOX_KEY")}`,
  `PAYMENT_SANDBOX_WEBHOOK_SECRET: ${required("PAYMENT_SANDBOX_WEBHOOK_SECRET")}`,
];

function paymentSandbox(services: readonly ServiceEntry[]): string {
  const listener = services.find(({ webhooks }) => webhooks);
  if (!listener) return "";
  const command = [
    ...["--host", "0.0.0.0", "--port", String(sandboxPort), "--data", "/data"],
    ...["--webhook", `http://${listener.name}:${listener.port}/webhooks/sandbox`],
    // One word each: a value may begin with a dash.
    ...[`--key=${required("PAYMENT_SANDBOX_KEY")}`, `--secret=${required("PAYMENT_SANDBOX_WEBHOOK_SECRET")}`],
  ];
  return `
  payment-sandbox:
    <<: *service
    image: \${MADANG_REGISTRY:-}madang/payment-sandbox:\${MADANG_TAG:-dev}
    build:
      context: ..
      dockerfile: docker/Dockerfile
      args:
        SERVICE: packages/payment-sandbox
        NPM_REGISTRY: \${NPM_REGISTRY:-}
    command:
${indented(
  command.map((part) => `- ${JSON.stringify(part)}`),
  6,
)}    environment: { PORT: "${sandboxPort}" }
    tmpfs: [/tmp, "/data:uid=1000,gid=1000"]
    ports: ["\${MADANG_ADDRESS:-127.0.0.1}:\${SANDBOX_PORT:-${sandboxPort}}:${sandboxPort}"]
    networks: [providers]
`;
}

function prometheus(services: readonly ServiceEntry[]): string {
  return `
  # docker compose --profile monitoring up
  prometheus:
    <<: *limits
    profiles: [monitoring]
    image: prom/prometheus:v3.5.0
    user: "65534:65534"
    tmpfs: ["/tmp", "/prometheus:uid=65534,gid=65534"]
    configs: [{ source: prometheus, target: /etc/prometheus/prometheus.yml }]
    ports: ["\${MADANG_ADDRESS:-127.0.0.1}:\${PROMETHEUS_PORT:-9090}:9090"]
    depends_on:
${indented(
  services.map(({ name }) => `${name}: { condition: service_started }`),
  6,
)}    networks: [monitoring]
`;
}

function scrapes(services: readonly ServiceEntry[]): string[] {
  const targets = [
    `router:${routerPort}`,
    ...services.flatMap(({ name, port }) => [`${name}:${port}`, `${name}-worker:${port}`]),
  ];
  return [
    "global: { scrape_interval: 15s }",
    "scrape_configs:",
    "  - job_name: madang",
    "    static_configs:",
    "      - targets:",
    ...targets.map((target) => `          - ${target}`),
  ];
}
