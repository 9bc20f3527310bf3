import { Link } from "react-router";
import { useShop } from "../shop/ShopProvider.tsx";

export interface Facet {
  readonly count: number;
  readonly category: { readonly id: string; readonly slug: string; readonly name: string };
}

interface ShelvesProps {
  readonly facets: readonly Facet[];
  readonly chosen: string | null;
  readonly linkTo: (category: string | null) => string;
}

/** The shelves that hold matches, with how many. */
export function Shelves({ facets, chosen, linkTo }: ShelvesProps) {
  const { t } = useShop();
  return (
    <nav className="shelves" aria-label={t.search.shelves}>
      <h2>{t.search.shelves}</h2>
      <ul>
        <li>
          <Link to={linkTo(null)} aria-current={chosen === null}>
            {t.search.everywhere}
          </Link>
        </li>
        {facets.map(({ count, category }) => (
          <li key={category.id}>
            <Link to={linkTo(category.slug)} aria-current={chosen === category.slug}>
              {category.name} <span className="count">{count}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
