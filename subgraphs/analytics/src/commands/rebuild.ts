import { anonymous, createService } from "@madang/service-kit";
import { rebuildFigures } from "../actions/rebuildFigures.ts";
import { commandEnvironment } from "../env.ts";
import { analytics } from "../subgraph.ts";

const service = await createService(analytics, { env: commandEnvironment() });
try {
  const { rows } = await service.contextFor(anonymous).run(rebuildFigures, {});
  process.stdout.write(`The figures were made again; days and markets: ${rows}.\n`);
} finally {
  await service.close();
}
