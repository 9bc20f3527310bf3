import type { Messages } from "@madang/service-kit";

export const messages = {
  en: {
    CartNotFound: "There is no such cart.",
    CartLineNotFound: "There is no such line in the cart.",
    CartFull: "The cart holds at most {limit} different things.",
    CartEmpty: "There is nothing in the cart.",
    CartBeingOrdered: "The cart is being ordered just now.",
    VariantNotForSale: "Something in the cart is no longer for sale.",
    InsufficientStock: "There are only {available} left of something in the cart.",
    OrderNotPlaced: "The order could not be placed, and nothing was kept. Please try again.",
    OrderNotFound: "There is no such order.",
    OrderNotCancellable: "The order can no longer be cancelled.",
  },
  ko: {
    CartNotFound: "그런 장바구니가 없습니다.",
    CartLineNotFound: "장바구니에 그런 상품이 없습니다.",
    CartFull: "장바구니에는 최대 {limit}가지 상품을 담을 수 있습니다.",
    CartEmpty: "장바구니가 비어 있습니다.",
    CartBeingOrdered: "장바구니를 지금 주문하고 있습니다.",
    VariantNotForSale: "장바구니에 더 이상 판매하지 않는 상품이 있습니다.",
    InsufficientStock: "장바구니에 재고가 {available}개뿐인 상품이 있습니다.",
    OrderNotPlaced: "주문하지 못했으며 아무것도 처리되지 않았습니다. 다시 시도해 주세요.",
    OrderNotFound: "그런 주문이 없습니다.",
    OrderNotCancellable: "이 주문은 더 이상 취소할 수 없습니다.",
  },
} as const satisfies Messages;
