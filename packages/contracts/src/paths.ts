import { resolve } from "node:path";

/** The folder of the whole checkout. */
export const rootDirectory = resolve(import.meta.dirname, "../../..");

/** The folder of the contracts. */
export const schemaDirectory = resolve(rootDirectory, "schema");
