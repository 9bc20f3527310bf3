import { runService } from "@madang/service-kit";
import { notifications } from "./subgraph.ts";

await runService(notifications);
