import type { Messages } from "@madang/service-kit";

/** Texts of the contract's problems. */
export const messages = {
  en: {
    ProductNotFound: "There is no such product.",
    VariantNotFound: "There is no such variant.",
    CategoryNotFound: "There is no such category.",
    ChannelNotFound: "There is no such channel.",
    SlugTaken: "The slug {slug} is taken.",
    SkuTaken: "The SKU {sku} is taken.",
  },
  ko: {
    ProductNotFound: "그런 상품이 없습니다.",
    VariantNotFound: "그런 상품 옵션이 없습니다.",
    CategoryNotFound: "그런 분류가 없습니다.",
    ChannelNotFound: "그런 판매 채널이 없습니다.",
    SlugTaken: "슬러그 {slug}은(는) 이미 쓰이고 있습니다.",
    SkuTaken: "SKU {sku}은(는) 이미 쓰이고 있습니다.",
  },
} as const satisfies Messages;
