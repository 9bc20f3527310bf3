import { useQuery } from "@apollo/client/react";
import {
  CheckoutStateDocument,
  type CheckoutStateFragment,
  CheckoutStateFragmentDoc,
  CheckoutStatus,
  OrderStatus,
  OrderSummaryFragmentDoc,
  readFragment,
} from "@madang/client";
import { useEffect } from "react";
import { Link } from "react-router";
import { Fault, Loading, Nothing, Notice } from "../parts/Notice.tsx";
import { Price } from "../parts/Price.tsx";
import { paying } from "../shop/paying.ts";
import { useShop } from "../shop/ShopProvider.tsx";

type Checkout = NonNullable<CheckoutStateFragment["checkout"]>;

/** Where a shopper waits for an order: it asks again as long as the order is pending, also after the bank. */
export function PayScreen() {
  const { t, session } = useShop();
  const kept = paying.read();
  const variables = { id: kept?.orderId ?? "", token: kept?.token ?? null };
  const { data, error, loading, refetch } = useQuery(CheckoutStateDocument, { variables, fetchPolicy: "network-only" });
  const order = data?.order;
  const state = order ? readFragment(CheckoutStateFragmentDoc, order) : null;
  const wait = state?.checkout?.pollAfterMs ?? (error ? 2_000 : null);
  useEffect(() => {
    if (wait === null) return;
    const timer = setInterval(() => void refetch(), wait);
    return () => clearInterval(timer);
  }, [wait, refetch]);

  if (!order && loading) return <Loading />;
  if (!order || !state)
    return error ? <Fault error={error} retry={refetch} /> : <Nothing>{t.checkout.nothingToPay}</Nothing>;
  const { number, total } = readFragment(OrderSummaryFragmentDoc, order);
  const over = state.checkout?.status === CheckoutStatus.FAILED || state.status === OrderStatus.CANCELLED;
  return (
    <div className="sheet thanks">
      <title>{`${t.order.title(number)} · ${t.shop.name}`}</title>
      <h1>{t.order.title(number)}</h1>
      <Fault error={error} partly retry={refetch} />
      {state.status === OrderStatus.CONFIRMED && <Notice kind="good">{t.checkout.placed}</Notice>}
      {over && <Notice kind="bad">{t.checkout.failed}</Notice>}
      {state.status === OrderStatus.PENDING && !over && <Waiting checkout={state.checkout} />}
      <div className="sum">
        <span>{t.order.total}</span>
        <Price money={total} unknown="–" />
      </div>
      {over && (
        <Link className="button" to="/cart">
          {t.checkout.backToCart}
        </Link>
      )}
      {session && !over && (
        <Link className="button" to={`/orders/${order.id}`}>
          {t.checkout.view}
        </Link>
      )}
    </div>
  );
}

function Waiting({ checkout }: { checkout: Checkout | null }) {
  const { t } = useShop();
  const { redirectUrl, bankTransfer } = checkout?.nextAction ?? {};
  if (redirectUrl)
    return (
      <>
        <Notice kind="warning">{t.checkout.confirm}</Notice>
        <a className="button" href={redirectUrl}>
          {t.checkout.toBank}
        </a>
      </>
    );
  if (!bankTransfer) return <Notice kind="good">{t.checkout.pending}</Notice>;
  return (
    <>
      <Notice kind="warning">{t.checkout.transfer}</Notice>
      <dl className="facts">
        <dt>{t.checkout.bank}</dt>
        <dd>{bankTransfer.bank}</dd>
        <dt>{t.checkout.account}</dt>
        <dd>{bankTransfer.accountNumber}</dd>
        <dt>{t.checkout.holder}</dt>
        <dd>{bankTransfer.holder}</dd>
        <dt>{t.checkout.amount}</dt>
        <dd>
          <Price money={bankTransfer.amount} unknown="–" />
        </dd>
      </dl>
    </>
  );
}
