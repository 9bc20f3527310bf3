import { formatMoney, type Money } from "@madang/client";
import { useShop } from "../shop/ShopProvider.tsx";

/** An amount as the viewer writes it, or what is said when there is none. */
export function Price({
  money,
  unknown,
  say,
}: {
  money: Money | null;
  unknown: string;
  say?: (price: string) => string;
}) {
  const { locale } = useShop();
  if (!money) return <span className="unknown">{unknown}</span>;
  const price = formatMoney(money, locale);
  return <span className="price">{say ? say(price) : price}</span>;
}
