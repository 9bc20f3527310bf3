import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readSupergraphConfig } from "@madang/contracts";
import { rootDirectory, schemaDirectory } from "@madang/contracts/paths";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { compose } from "../../docker/compose.ts";
import { subgraphNames } from "../../docker/secrets.mjs";
import { routerPort, services } from "../../docker/services.ts";
import { chart, helm, type Manifest, names, render } from "./render.ts";

const read = (path: string) => readFileSync(resolve(rootDirectory, path), "utf8");
const subgraphs = readSupergraphConfig().map(({ name }) => name);
const workloads = [...subgraphs.flatMap((name) => [name, `${name}-worker`]), "router"].sort();
const only = (manifests: readonly Manifest[], kind: string, name: string) =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === `shop-madang-${name}`);
const shop = await render();

describe("what is made from supergraph.yaml", () => {
  it("is committed as it would be made now", () => {
    expect(read("docker/compose.yaml")).toBe(compose(read("docker/compose.base.yaml"), services()));
    expect(read("helm/madang/files/services.yaml")).toBe(
      `# Made by helm/generate.ts from schema/supergraph.yaml.\n${stringify({ routerPort, services: services() })}`,
    );
    expect(read("helm/madang/files/databases.sh")).toBe(read("docker/postgres/databases.sh"));
    expect(read("helm/madang/files/supergraph.graphql")).toBe(
      readFileSync(resolve(schemaDirectory, "supergraph.graphql"), "utf8"),
    );
  });

  it("has every subgraph in each role, in the compose file and in the chart", () => {
    const stack: unknown = parse(read("docker/compose.yaml"), { merge: true });
    expect(Object.keys((stack as { services: object }).services).sort()).toEqual(
      [
        ...workloads,
        ...subgraphs.map((name) => `${name}-migrate`),
        "mailbox",
        "payment-sandbox",
        "postgres",
        "prometheus",
        "redis",
      ].sort(),
    );
    expect(subgraphNames(read("schema/supergraph.yaml"))).toEqual(subgraphs);
    expect(names(shop, "Deployment")).toEqual([...workloads, "mailbox"].sort());
    expect(names(shop, "Service")).toEqual([...subgraphs, "router", "mailbox", "postgresql", "redis"].sort());
    expect(names(shop, "HorizontalPodAutoscaler")).toEqual(workloads);
    expect(names(shop, "PodDisruptionBudget")).toEqual(workloads);
    expect(names(shop, "Job").map((name) => name.replace(/-1-[0-9a-f]{8}$/, ""))).toEqual(
      subgraphs.map((name) => `${name}-migrate`).sort(),
    );
  });
});

describe("the chart", () => {
  it("passes helm's own strict check, also when small", async () => {
    await expect(helm("lint", "--strict", chart)).resolves.toContain("0 chart(s) failed");
    await expect(
      helm("lint", "--strict", chart, "--values", resolve(rootDirectory, "helm/small.yaml")),
    ).resolves.toContain("0 chart(s) failed");
  });

  it.each(workloads)("gives %s the copies, probes, limits and rest that the guide asks for", (component) => {
    const selector = {
      "app.kubernetes.io/name": "madang",
      "app.kubernetes.io/instance": "shop",
      "app.kubernetes.io/component": component,
    };
    expect(only(shop, "Deployment", component)).toMatchObject({
      spec: {
        replicas: 3,
        selector: { matchLabels: selector },
        template: {
          spec: {
            automountServiceAccountToken: false,
            terminationGracePeriodSeconds: 30,
            securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  {
                    weight: 100,
                    podAffinityTerm: {
                      topologyKey: "kubernetes.io/hostname",
                      labelSelector: { matchLabels: selector },
                    },
                  },
                ],
              },
            },
            containers: [
              {
                livenessProbe: {
                  httpGet: { path: "/health/live", port: "http" },
                  initialDelaySeconds: 60,
                  periodSeconds: 30,
                  timeoutSeconds: 5,
                  failureThreshold: 3,
                },
                readinessProbe: {
                  httpGet: { path: "/health/ready", port: "http" },
                  initialDelaySeconds: 30,
                  periodSeconds: 10,
                  timeoutSeconds: 3,
                  failureThreshold: 3,
                },
                lifecycle: { preStop: { exec: { command: ["sleep", "15"] } } },
                resources: {
                  requests: { memory: "256Mi", cpu: "250m" },
                  limits: { memory: "512Mi", cpu: "500m" },
                },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    });
    expect(only(shop, "PodDisruptionBudget", component)).toMatchObject({
      spec: { minAvailable: 2, selector: { matchLabels: selector } },
    });
    expect(only(shop, "HorizontalPodAutoscaler", component)?.["spec"]).toEqual({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: `shop-madang-${component}` },
      minReplicas: 3,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 60,
          policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
        },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          policies: [{ type: "Percent", value: 10, periodSeconds: 60 }],
        },
      },
    });
  });

  it("gives every pod its own secrets and no other's", () => {
    for (const service of services()) {
      const deployment = JSON.stringify(only(shop, "Deployment", `${service.name}-worker`));
      const keys = [...deployment.matchAll(/"key":"(\w+)"/g)].map(([, key]) => key);
      const upper = service.name.toUpperCase();
      expect(keys).toEqual([
        `DATABASE_URL_${upper}`,
        `IDENTITY_KEY_${upper}`,
        "TRUSTED_IDENTITIES",
        "CURSOR_SECRET",
        "REDIS_URL",
        ...service.secrets,
        ...service.optionalSecrets,
      ]);
    }
  });

  it("makes a key pair for each service, whose public half is the one that is trusted", () => {
    const secret = only(shop, "Secret", "secrets") as unknown as { data: Record<string, string> };
    const value = (key: string) => JSON.parse(Buffer.from(secret.data[key] ?? "", "base64").toString("utf8"));
    const trusted = [...subgraphs, "router"].map((name) => {
      const { kty, crv, x, d, ...rest } = value(`IDENTITY_KEY_${name.toUpperCase()}`);
      const made = createPublicKey(createPrivateKey({ key: { kty, crv, x, d }, format: "jwk" })).export({
        format: "jwk",
      });
      expect(made).toEqual({ kty: "OKP", crv: "Ed25519", x });
      expect(rest).toEqual({ kid: name, alg: "EdDSA", use: "sig" });
      return { kty, crv, x, ...rest };
    });
    expect(value("TRUSTED_IDENTITIES")).toEqual({ keys: trusted });
    expect(new Set(trusted.map(({ x }) => x)).size).toBe(subgraphs.length + 1);
  });

  it("carries the supergraph to the router", () => {
    expect(only(shop, "ConfigMap", "supergraph")).toMatchObject({
      data: { "supergraph.graphql": expect.stringContaining("@join__graph") },
    });
  });

  it("leaves the trial parts out and takes a Secret of one's own", async () => {
    const off = ["postgresql", "redis", "mailbox"].map((part) => `trial.${part}.enabled=false`).join();
    const own = await render("--set", `${off},existingSecret=mine,ingress.enabled=true,networkPolicy.enabled=true`);
    expect(names(own, "StatefulSet")).toEqual([]);
    expect(names(own, "Secret")).toEqual([]);
    expect(names(own, "Deployment")).toEqual(workloads);
    expect(names(own, "NetworkPolicy")).toEqual(workloads);
    expect(names(own, "Ingress")).toEqual([""]);
    // Health and metrics stay within the cluster.
    expect(own.find(({ kind }) => kind === "Ingress")).toMatchObject({
      spec: {
        rules: [
          {
            http: {
              paths: [
                { path: "/graphql", pathType: "Exact" },
                // Payment providers post here, and sign what they post.
                { path: "/webhooks/", pathType: "Prefix" },
              ],
            },
          },
        ],
      },
    });
    expect(JSON.stringify(own).match(/"secretKeyRef":\{"name":"(?!mine")/)).toBeNull();
  });

  it("changes one subgraph alone, and only one that there is", async () => {
    const set = "services.orders.api.replicas=5,services.orders.api.autoscaling.enabled=false";
    const changed = await render("--set", set);
    expect(only(changed, "Deployment", "orders")).toMatchObject({ spec: { replicas: 5 } });
    expect(only(changed, "Deployment", "catalog")).toMatchObject({ spec: { replicas: 3 } });
    expect(names(changed, "HorizontalPodAutoscaler")).toEqual(workloads.filter((name) => name !== "orders"));
    await expect(render("--set", "services.order.api.replicas=5")).rejects.toThrow("there is no such subgraph");
  });

  it.each(["api.replicaz=3", "nothing=1", "trial.redis.imag=x", "api.replicas=three", "probes.liveness.delay=1"])(
    "refuses %s",
    async (value) => {
      await expect(render("--set", value)).rejects.toThrow(/Additional property|Invalid type/);
    },
  );
});
