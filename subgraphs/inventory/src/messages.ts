import type { Messages } from "@madang/service-kit";

export const messages = {
  en: {
    InsufficientStock: "There is not enough in stock: {available} left.",
    StockBelowZero: "That is more than can be taken: {available} at most.",
    WarehouseNotFound: "There is no such warehouse.",
    StockItemNotFound: "There is no stock record of this variant.",
    ReservationOver: "This reservation was given back or has lapsed.",
    ReturnExceedsReservation: "That is more than left with this reservation: {returnable} at most.",
  },
  ko: {
    InsufficientStock: "재고가 부족합니다. 남은 수량: {available}",
    StockBelowZero: "뺄 수 있는 수량보다 많습니다. 최대 수량: {available}",
    WarehouseNotFound: "그런 창고가 없습니다.",
    StockItemNotFound: "이 상품의 재고 기록이 없습니다.",
    ReservationOver: "이미 해제되었거나 기한이 지난 예약입니다.",
    ReturnExceedsReservation: "이 예약으로 나간 수량보다 많습니다. 최대 수량: {returnable}",
  },
} as const satisfies Messages;
