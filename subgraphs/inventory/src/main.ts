import { runService } from "@madang/service-kit";
import { inventory } from "./subgraph.ts";

await runService(inventory);
