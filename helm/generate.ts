import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rootDirectory, schemaDirectory } from "@madang/contracts/paths";
import { stringify } from "yaml";
import { routerPort, services } from "../docker/services.ts";

// Writes what the chart takes from schema/; a chart can only read files of its own folder.
// tests/chart checks that what is committed is what this makes.
const files = resolve(import.meta.dirname, "madang/files");
mkdirSync(files, { recursive: true });

const header = "# Made by helm/generate.ts from schema/supergraph.yaml.\n";
writeFileSync(resolve(files, "services.yaml"), header + stringify({ routerPort, services: services() }));
copyFileSync(resolve(schemaDirectory, "supergraph.graphql"), resolve(files, "supergraph.graphql"));
copyFileSync(resolve(rootDirectory, "docker/postgres/databases.sh"), resolve(files, "databases.sh"));
