import { newId } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { addWarehouse, type NewWarehouse } from "../data/warehouses.ts";

/** Opens a warehouse that is drawn from after all others; false when its code is taken. */
export const openWarehouse = ({ tx, now }: Work, warehouse: NewWarehouse): Promise<boolean> =>
  addWarehouse(tx, newId("warehouse"), warehouse, now);
