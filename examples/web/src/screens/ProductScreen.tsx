import { useQuery } from "@apollo/client/react";
import { ProductCardFragmentDoc, ProductPageDocument, type ProductPageQuery, readFragment } from "@madang/client";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Fault, Loading, Nothing, Notice } from "../parts/Notice.tsx";
import { Picture } from "../parts/Picture.tsx";
import { Price } from "../parts/Price.tsx";
import { useShop } from "../shop/ShopProvider.tsx";
import { useAddToCart } from "../shop/useCart.ts";

type Product = NonNullable<ProductPageQuery["product"]>;
type Variant = Product["variants"][number];

export function ProductScreen() {
  const { t } = useShop();
  const { slug = "" } = useParams();
  const { data, loading, error, refetch } = useQuery(ProductPageDocument, { variables: { slug } });
  const product = data?.product;
  if (!product && loading) return <Loading />;
  if (!product) return error ? <Fault error={error} retry={refetch} /> : <Nothing>{t.product.gone}</Nothing>;

  const { name, picture } = readFragment(ProductCardFragmentDoc, product);
  return (
    <article className="product">
      <title>{`${name} · ${t.shop.name}`}</title>
      <Picture picture={picture} first />
      <div>
        <Shelf category={product.category} />
        <h1>{name}</h1>
        <p className="description">{product.description}</p>
        <Fault error={error} partly retry={refetch} />
        <Choice key={product.id} variants={product.variants} />
      </div>
    </article>
  );
}

function Shelf({ category }: { category: Product["category"] }) {
  if (!category) return null;
  const way = category.parent ? [category.parent, category] : [category];
  return (
    <p className="way">
      {way.map(({ id, slug, name }) => (
        <Link key={id} to={`/?category=${slug}`}>
          {name}
        </Link>
      ))}
    </p>
  );
}

function Choice({ variants }: { variants: Product["variants"] }) {
  const { t } = useShop();
  const { add, loading, outcome } = useAddToCart();
  const [chosenId, choose] = useState(variants.find(canBeBought)?.id ?? variants[0]?.id);
  const chosen = variants.find(({ id }) => id === chosenId);
  const problem = outcome?.added === false ? outcome.problem : undefined;
  return (
    <form
      action={async (form) => {
        if (chosen) await add(chosen.id, Number(form.get("quantity")));
      }}
    >
      <fieldset className="variants">
        <legend>{t.product.choose}</legend>
        {variants.map((variant) => (
          <label key={variant.id} className="variant">
            <input
              type="radio"
              name="variant"
              value={variant.id}
              checked={variant.id === chosenId}
              disabled={!canBeBought(variant)}
              onChange={() => choose(variant.id)}
            />
            <span className="name">
              {variant.name || t.product.only}
              <small className="hint">
                {t.product.code} {variant.sku}
              </small>
            </span>
            <Stock variant={variant} />
            <Price money={variant.price} unknown={t.search.noPrice} />
          </label>
        ))}
      </fieldset>
      <div className="buying">
        <label>
          {t.product.quantity}
          <input type="number" name="quantity" min={1} max={1000} defaultValue={1} required inputMode="numeric" />
        </label>
        <button type="submit" disabled={loading || !chosen || !canBeBought(chosen)}>
          {loading ? t.product.adding : t.product.add}
        </button>
      </div>
      {outcome?.added && (
        <Notice kind="good">
          <p>{t.product.added}</p>
          <Link to="/cart">{t.product.toCart}</Link>
        </Notice>
      )}
      {problem && <Notice kind="bad">{problem.message}</Notice>}
      {outcome?.added === false && !problem && <Fault error={outcome} sending />}
    </form>
  );
}

/** What is sold out cannot be bought; what nobody knows about can: the order will tell. */
function canBeBought({ price, availability }: Variant): boolean {
  return price !== null && (availability?.inStock ?? true);
}

function Stock({ variant: { availability } }: { variant: Variant }) {
  const { t } = useShop();
  if (!availability) return <span className="stock unknown">{t.product.stockUnknown}</span>;
  const { inStock, available } = availability;
  if (!inStock) return <span className="stock out">{t.product.soldOut}</span>;
  if (available <= 5) return <span className="stock few">{t.product.fewLeft(available)}</span>;
  return <span className="stock in">{t.product.inStock}</span>;
}
