import { runService } from "@madang/service-kit";
import { catalog } from "./subgraph.ts";

await runService(catalog);
