import { runService } from "@madang/service-kit";
import { payments } from "./subgraph.ts";

await runService(payments);
