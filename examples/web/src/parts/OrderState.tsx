import type { OrderStatus } from "@madang/client";
import { useShop } from "../shop/ShopProvider.tsx";

export function OrderState({ status }: { status: OrderStatus }) {
  const { t } = useShop();
  return <span className={`state ${status.toLowerCase()}`}>{t.order.status[status]}</span>;
}

export function When({ date }: { date: Date }) {
  const { locale } = useShop();
  const words = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(date);
  return <time dateTime={date.toISOString()}>{words}</time>;
}
