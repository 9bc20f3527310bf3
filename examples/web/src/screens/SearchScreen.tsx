import { useQuery } from "@apollo/client/react";
import { BrowseProductsDocument, ProductSort, SearchProductsDocument } from "@madang/client";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { Fault, Loading } from "../parts/Notice.tsx";
import { ProductList, type Products } from "../parts/ProductList.tsx";
import { type Facet, Shelves } from "../parts/Shelves.tsx";
import { useShop } from "../shop/ShopProvider.tsx";

const pageSize = 12;
const sorts = [ProductSort.NEWEST, ProductSort.NAME, ProductSort.PRICE_ASC, ProductSort.PRICE_DESC] as const;
type Sort = (typeof sorts)[number];

export function SearchScreen() {
  const { t } = useShop();
  const [params, setParams] = useSearchParams();
  const words = (params.get("q") ?? "").slice(0, 200);
  const category = params.get("category");
  return (
    <>
      <title>{t.shop.name}</title>
      <h1>{t.search.title}</h1>
      <search>
        <form
          // Another search in the address is another text in the box.
          key={words}
          className="searching"
          action={(form) => setParams({ q: String(form.get("q") ?? "").trim() })}
        >
          <input
            type="search"
            name="q"
            defaultValue={words}
            maxLength={200}
            aria-label={t.search.label}
            placeholder={t.search.placeholder}
          />
          <button type="submit">{t.search.submit}</button>
        </form>
      </search>
      {words ? <Found words={words} category={category} /> : <Browsed category={category} />}
    </>
  );
}

function Found({ words, category }: { words: string; category: string | null }) {
  const { t } = useShop();
  const { data, loading, error, refetch, fetchMore } = useQuery(SearchProductsDocument, {
    variables: { search: words, category, first: pageSize },
  });
  const more = () =>
    fetchMore({
      variables: { after: data?.products?.pageInfo.endCursor ?? null },
      updateQuery: ({ products }, { fetchMoreResult: next }) => ({
        ...next,
        products: joined(products, next.products),
      }),
    });
  return (
    <Results
      title={(count) => t.search.found(count, words)}
      products={data?.products}
      category={category}
      {...{ loading, error, refetch, more }}
    />
  );
}

function Browsed({ category }: { category: string | null }) {
  const { t } = useShop();
  const [params, setParams] = useSearchParams();
  const sort = sorts.find((known) => known === params.get("sort")) ?? ProductSort.NEWEST;
  const { data, loading, error, refetch, fetchMore } = useQuery(BrowseProductsDocument, {
    variables: { category, sort, first: pageSize },
  });
  const more = () =>
    fetchMore({
      variables: { after: data?.products?.pageInfo.endCursor ?? null },
      updateQuery: ({ products }, { fetchMoreResult: next }) => ({
        ...next,
        products: joined(products, next.products),
      }),
    });
  const choose = (chosen: string) => setParams({ ...Object.fromEntries(params), sort: chosen });
  return (
    <Results title={t.search.all} products={data?.products} category={category} {...{ loading, error, refetch, more }}>
      <label className="sort">
        {t.search.sort}
        <select value={sort} onChange={({ target }) => choose(target.value)}>
          {sorts.map((known: Sort) => (
            <option key={known} value={known}>
              {t.search.sorts[known]}
            </option>
          ))}
        </select>
      </label>
    </Results>
  );
}

/** What is there already with the next page behind it; a page that did not come changes nothing. */
function joined<P extends { readonly nodes: readonly unknown[] }>(before: P | null, next: P | null): P | null {
  return before && next ? { ...next, nodes: [...before.nodes, ...next.nodes] } : before;
}

interface ResultsProps {
  readonly title: (count: number) => string;
  readonly products: (Products & { readonly categoryFacets: readonly Facet[] }) | null | undefined;
  readonly category: string | null;
  readonly loading: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly more: () => Promise<unknown>;
  readonly children?: ReactNode;
}

function Results({ title, products, category, loading, error, refetch, more, children }: ResultsProps) {
  const [params] = useSearchParams();
  if (!products) return loading ? <Loading /> : <Fault error={error ?? true} retry={refetch} />;
  const linkTo = (shelf: string | null) => {
    const next = new URLSearchParams(params);
    next.delete("category");
    if (shelf) next.set("category", shelf);
    return `/?${next}`;
  };
  return (
    <div className="results">
      <Shelves facets={products.categoryFacets} chosen={category} linkTo={linkTo} />
      <section>
        <div className="heading">
          <h2 aria-live="polite">{title(products.totalCount)}</h2>
          {children}
        </div>
        <Fault error={error} partly retry={refetch} />
        <ProductList products={products} onMore={more} />
      </section>
    </div>
  );
}
