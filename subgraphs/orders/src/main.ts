import { runService } from "@madang/service-kit";
import { orders } from "./subgraph.ts";

await runService(orders);
