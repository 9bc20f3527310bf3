import type { StockLevelRow } from "./data/levels.ts";
import type { StockMovementRow } from "./data/movements.ts";
import type { WarehouseRow } from "./data/warehouses.ts";
import type { Reservation as ReservationState } from "./domain/reservation.ts";

export type Warehouse = WarehouseRow;
export type StockLevel = StockLevelRow;
export type StockMovement = StockMovementRow;
export type Reservation = ReservationState;
/** Whether a variant exists is the catalogue's to know; this side has what an id is enough for. */
export type ProductVariant = { readonly id: string };
