import { isId } from "@madang/service-kit";
import type { WarehouseResolvers } from "../__generated__/resolvers.ts";

export const Warehouse: WarehouseResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId("warehouse", id) ? loaders.warehouse.load(id) : null),
};
