import { runService } from "@madang/service-kit";
import { analytics } from "./subgraph.ts";

await runService(analytics);
