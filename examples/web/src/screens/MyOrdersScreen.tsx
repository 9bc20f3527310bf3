import { useQuery } from "@apollo/client/react";
import { type FragmentType, MyOrdersDocument, OrderSummaryFragmentDoc, readFragment, toDate } from "@madang/client";
import { useState } from "react";
import { Link, Navigate } from "react-router";
import { Fault, Loading, Nothing, Notice } from "../parts/Notice.tsx";
import { OrderState, When } from "../parts/OrderState.tsx";
import { Price } from "../parts/Price.tsx";
import { useShop } from "../shop/ShopProvider.tsx";

const pageSize = 10;

export function MyOrdersScreen() {
  const { t, session } = useShop();
  if (!session) return <Navigate to="/sign-in" replace state={{ next: "/orders" }} />;
  return (
    <>
      <title>{`${t.orders.title} · ${t.shop.name}`}</title>
      <h1>{t.orders.title}</h1>
      <Orders />
    </>
  );
}

function Orders() {
  const { t } = useShop();
  const [first, setFirst] = useState(pageSize);
  const { data, previousData, loading, error, refetch } = useQuery(MyOrdersDocument, {
    variables: { first },
    // Orders change without this page hearing of it.
    fetchPolicy: "cache-and-network",
  });
  const me = (data ?? previousData)?.me;
  if (!me && loading) return <Loading />;
  if (!me) return <Fault error={error ?? true} retry={refetch} />;
  // `me` came from accounts, the orders did not come.
  if (!me.orders) return <Notice kind="warning">{t.orders.unknown}</Notice>;
  if (me.orders.nodes.length === 0) return <Nothing>{t.orders.none}</Nothing>;
  return (
    <>
      <Fault error={error} partly retry={refetch} />
      <ul className="orders">
        {me.orders.nodes.map((order) => (
          <li key={order.id}>
            <OrderRow id={order.id} order={order} />
          </li>
        ))}
      </ul>
      {me.orders.pageInfo.hasNextPage && first < 100 && (
        <button
          type="button"
          className="more"
          disabled={loading}
          onClick={() => setFirst(Math.min(first + pageSize, 100))}
        >
          {t.orders.more}
        </button>
      )}
    </>
  );
}

function OrderRow({ id, order }: { id: string; order: FragmentType<typeof OrderSummaryFragmentDoc> }) {
  const { t } = useShop();
  const { number, status, placedAt, total } = readFragment(OrderSummaryFragmentDoc, order);
  return (
    <Link className="row" to={`/orders/${id}`}>
      <span className="name">{t.order.title(number)}</span>
      <When date={toDate(placedAt)} />
      <OrderState status={status} />
      <Price money={total} unknown="–" />
    </Link>
  );
}
