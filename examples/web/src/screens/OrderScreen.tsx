import { useMutation, useQuery } from "@apollo/client/react";
import {
  CancelOrderDocument,
  OrderDocument,
  type OrderQuery,
  OrderStatus,
  OrderSummaryFragmentDoc,
  problemOf,
  readFragment,
  toDate,
} from "@madang/client";
import { useEffect } from "react";
import { Link, useParams } from "react-router";
import { Fault, Loading, Nothing, Notice } from "../parts/Notice.tsx";
import { OrderState, When } from "../parts/OrderState.tsx";
import { Price } from "../parts/Price.tsx";
import { attempt } from "../shop/attempt.ts";
import { useShop } from "../shop/ShopProvider.tsx";

type Order = NonNullable<OrderQuery["order"]>;

export function OrderScreen() {
  const { t } = useShop();
  const { id = "" } = useParams();
  const { data, loading, error, refetch, startPolling, stopPolling } = useQuery(OrderDocument, { variables: { id } });
  const order = data?.order;
  const pending = order ? readFragment(OrderSummaryFragmentDoc, order).status === OrderStatus.PENDING : false;
  useEffect(() => {
    if (!pending) return;
    startPolling(2_000);
    return stopPolling;
  }, [pending, startPolling, stopPolling]);

  if (!order && loading) return <Loading />;
  if (!order) return error ? <Fault error={error} retry={refetch} /> : <Nothing>{t.order.gone}</Nothing>;
  return (
    <>
      <Fault error={error} partly retry={refetch} />
      <OrderSheet order={order} />
    </>
  );
}

function OrderSheet({ order }: { order: Order }) {
  const { t } = useShop();
  const { number, status, placedAt, total } = readFragment(OrderSummaryFragmentDoc, order);
  const { shippingAddress: to, cancelledAt } = order;
  return (
    <article className="sheet">
      <title>{`${t.order.title(number)} · ${t.shop.name}`}</title>
      <div className="heading">
        <h1>{t.order.title(number)}</h1>
        <OrderState status={status} />
      </div>
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.id}>
            <OrderLine line={line} />
          </li>
        ))}
      </ul>
      {Number(order.shipping.amount) > 0 && (
        <div className="sum minor">
          <span>{t.order.shipping}</span>
          <Price money={order.shipping} unknown="–" />
        </div>
      )}
      <div className="sum">
        <span>{t.order.total}</span>
        <Price money={total} unknown="–" />
      </div>
      {Number(order.cancelledTotal.amount) > 0 && (
        <div className="sum minor">
          <span>{t.order.cancelledTotal}</span>
          <Price money={order.cancelledTotal} unknown="–" />
        </div>
      )}
      <dl className="facts">
        <dt>{t.order.placedAt}</dt>
        <dd>
          <When date={toDate(placedAt)} />
        </dd>
        {cancelledAt && (
          <>
            <dt>{t.order.cancelledAt}</dt>
            <dd>
              <When date={toDate(cancelledAt)} />
            </dd>
          </>
        )}
        <dt>{t.order.sentTo}</dt>
        <dd>{[to.name, ...to.lines, to.postalCode, to.city, to.region, to.country].filter(Boolean).join(", ")}</dd>
        <dt>{t.order.mailsTo}</dt>
        <dd>{order.email}</dd>
      </dl>
      {(status === OrderStatus.CONFIRMED || status === OrderStatus.PENDING) && <Cancel id={order.id} />}
    </article>
  );
}

function OrderLine({ line }: { line: Order["lines"][number] }) {
  const { t } = useShop();
  const { name, quantity, cancelledQuantity, unitPrice, total, variant } = line;
  return (
    <div className="line">
      <div className="what">
        {/* Its name when it was bought stands, also when the catalogue cannot say what it is today. */}
        {variant ? <Link to={`/products/${variant.product.slug}`}>{name}</Link> : <span>{name}</span>}
        <Price money={unitPrice} unknown="–" say={t.cart.each} />
      </div>
      <span className="quantity">
        × {quantity} {cancelledQuantity > 0 && <small>({t.order.cancelledQuantity(cancelledQuantity)})</small>}
      </span>
      <Price money={total} unknown="–" />
    </div>
  );
}

function Cancel({ id }: { id: string }) {
  const { t } = useShop();
  const [cancel, { data, error, loading }] = useMutation(CancelOrderDocument);
  const problem = problemOf(data?.cancelOrder);
  const cancelling = attempt(`cancel.${id}`);
  const press = async () => {
    const { data: answer } = await cancel({ variables: { input: { id, idempotencyKey: cancelling.key() } } });
    if (answer?.cancelOrder.__typename === "Order") cancelling.over();
  };
  return (
    <>
      <Fault error={error} sending />
      {problem && <Notice kind="bad">{problem.message}</Notice>}
      <button type="button" className="plain" disabled={loading} onClick={() => void press()}>
        {t.order.cancel}
      </button>
    </>
  );
}
