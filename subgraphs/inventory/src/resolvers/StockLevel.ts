import { badInput, largestPage } from "@madang/service-kit";
import type { StockLevelResolvers } from "../__generated__/resolvers.ts";

export const StockLevel: StockLevelResolvers = {
  warehouse: async ({ warehouseId }, _, { loaders }) => {
    const warehouse = await loaders.warehouse.load(warehouseId);
    if (!warehouse) throw new Error(`The stock in ${warehouseId} is in no warehouse.`);
    return warehouse;
  },
  available: ({ onHand, reserved }) => onHand - reserved,
  movements: ({ variantId, warehouseId }, { first }, { loaders }) => {
    if (first < 1 || first > largestPage) throw badInput(`"first" must be from 1 to ${largestPage}.`);
    return loaders.movements.load({ variantId, warehouseId, first });
  },
};
