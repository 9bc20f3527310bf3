import { type FragmentType, ProductCardFragmentDoc, readFragment } from "@madang/client";
import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "../shop/ShopProvider.tsx";
import { Picture } from "./Picture.tsx";
import { Price } from "./Price.tsx";

export interface Products {
  readonly totalCount: number;
  readonly nodes: readonly ({ readonly id: string } & FragmentType<typeof ProductCardFragmentDoc>)[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

export function ProductList({ products, onMore }: { products: Products; onMore: () => Promise<unknown> }) {
  const { t } = useShop();
  const [loading, setLoading] = useState(false);
  if (products.nodes.length === 0) return <p className="none">{t.search.none}</p>;
  const more = async () => {
    setLoading(true);
    await onMore().finally(() => setLoading(false));
  };
  return (
    <>
      <ul className="shelf">
        {products.nodes.map((product) => (
          <li key={product.id}>
            <ProductCard product={product} />
          </li>
        ))}
      </ul>
      {products.pageInfo.hasNextPage && (
        <button type="button" className="more" disabled={loading} onClick={() => void more()}>
          {loading ? t.shop.loading : t.search.more}
        </button>
      )}
    </>
  );
}

function ProductCard(props: { product: FragmentType<typeof ProductCardFragmentDoc> }) {
  const { t } = useShop();
  const { slug, name, picture, priceFrom } = readFragment(ProductCardFragmentDoc, props.product);
  return (
    <Link className="card" to={`/products/${slug}`}>
      <Picture picture={picture} />
      <span className="name">{name}</span>
      <Price money={priceFrom} unknown={t.search.noPrice} say={t.search.from} />
    </Link>
  );
}
