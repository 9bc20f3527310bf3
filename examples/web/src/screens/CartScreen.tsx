import { useMutation } from "@apollo/client/react";
import { type CartContentsFragment, ChangeCartLineDocument, problemOf } from "@madang/client";
import { Link } from "react-router";
import { Fault, Loading, Nothing, Notice } from "../parts/Notice.tsx";
import { Picture } from "../parts/Picture.tsx";
import { Price } from "../parts/Price.tsx";
import { useShop } from "../shop/ShopProvider.tsx";
import { useCart } from "../shop/useCart.ts";

type Line = CartContentsFragment["lines"][number];

export function CartScreen() {
  const { t } = useShop();
  const { cart, token, loading, error, refetch } = useCart();
  const [change, { data, error: unsent, loading: changing }] = useMutation(ChangeCartLineDocument);
  if (loading) return <Loading />;
  if (!cart && error) return <Fault error={error} retry={refetch} />;
  const title = <title>{`${t.cart.title} · ${t.shop.name}`}</title>;
  if (!cart || cart.lines.length === 0)
    return (
      <>
        {title}
        <h1>{t.cart.title}</h1>
        <Nothing>{t.cart.empty}</Nothing>
      </>
    );

  const problem = problemOf(data?.changeCartLine);
  const want = (lineId: string, quantity: number) => change({ variables: { input: { lineId, quantity, token } } });
  return (
    <>
      {title}
      <h1>{t.cart.title}</h1>
      <Fault error={error} partly retry={refetch} />
      <Fault error={unsent} sending />
      {problem && <Notice kind="bad">{problem.message}</Notice>}
      {cart.warnings.map(({ kind, lineId, message }) => (
        <Notice key={`${kind} ${lineId}`} kind="warning">
          {message}
        </Notice>
      ))}
      <ul className="lines">
        {cart.lines.map((line) => (
          <li key={line.id}>
            <CartLine line={line} busy={changing} want={(quantity) => void want(line.id, quantity)} />
          </li>
        ))}
      </ul>
      <div className="sum">
        <span>{t.cart.total}</span>
        <Price money={cart.total} unknown={t.cart.totalUnknown} />
      </div>
      <Link className="button" to="/checkout">
        {t.cart.checkout}
      </Link>
    </>
  );
}

function CartLine({ line, busy, want }: { line: Line; busy: boolean; want: (quantity: number) => void }) {
  const { t } = useShop();
  const { variant, quantity, unitPrice, total } = line;
  const name = variant ? [variant.product.name, variant.name].filter(Boolean).join(", ") : t.cart.unnamed;
  return (
    <div className="line">
      <Picture picture={variant?.product.picture ?? null} />
      <div className="what">
        {variant ? (
          <Link to={`/products/${variant.product.slug}`}>{name}</Link>
        ) : (
          <span className="unknown">{name}</span>
        )}
        <Price money={unitPrice} unknown={t.cart.priceUnknown} say={t.cart.each} />
      </div>
      <div className="steps">
        <button type="button" aria-label={t.cart.fewer(name)} disabled={busy} onClick={() => want(quantity - 1)}>
          −
        </button>
        <output>{quantity}</output>
        <button
          type="button"
          aria-label={t.cart.more(name)}
          disabled={busy || quantity >= 1000}
          onClick={() => want(quantity + 1)}
        >
          +
        </button>
      </div>
      <Price money={total} unknown="–" />
      <button type="button" className="plain" aria-label={t.cart.remove(name)} disabled={busy} onClick={() => want(0)}>
        {t.cart.removeShort}
      </button>
    </div>
  );
}
