import type { Row } from "../letter.ts";
import { pieces } from "../order.ts";
import type { Template } from "../template.ts";

export interface MailedCart {
  readonly lines: readonly { readonly name: string; readonly quantity: number }[];
}

/** Prices change, so a cart is told of without them. */
const cartRows = ({ lines }: MailedCart): Row[] => lines.map((line) => ({ label: pieces(line), value: "" }));

/** To somebody who has left a cart alone for a while. */
export const cartAbandoned: Template<MailedCart> = {
  name: "cart-abandoned",
  en: (cart, shop) => ({
    subject: `Your cart at ${shop.name} is still there`,
    blocks: [
      { paragraph: `This is still in your cart at ${shop.name}:` },
      { rows: cartRows(cart) },
      { paragraph: "Sign in to go on where you left off. If you no longer want it, you need not do anything." },
    ],
  }),
  ko: (cart, shop) => ({
    subject: `${shop.name} 장바구니에 담아 두신 상품이 있습니다`,
    blocks: [
      { paragraph: `${shop.name} 장바구니에 다음 상품이 남아 있습니다.` },
      { rows: cartRows(cart) },
      { paragraph: "로그인하시면 이어서 주문하실 수 있습니다. 더 이상 원하지 않으시면 아무것도 하지 않으셔도 됩니다." },
    ],
  }),
};
