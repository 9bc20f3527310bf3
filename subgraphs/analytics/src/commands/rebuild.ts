import { anonymous, createService } from "@madang/service-kit";
import { rebuildFigures } from "../actions/rebuildFigures.ts";
import { analytics } from "../subgraph.ts";

const service = await createService(analytics, { env: process.env });
try {
  const { rows } = await service.contextFor(anonymous).run(rebuildFigures, {});
  process.stdout.write(`The figures were made again: ${rows} rows of days and markets.\n`);
} finally {
  await service.close();
}
