import { badInput } from "@madang/service-kit";
import { priceBound } from "./price.ts";
import { longestSearch, searchWords } from "./search.ts";

/** Which products, checked. */
export interface Filter {
  /** Words to find; null for no search. */
  readonly words: readonly string[] | null;
  /** Slug of a category. */
  readonly category: string | null;
  /** In minor units of the viewer's currency. */
  readonly minPrice: bigint | null;
  readonly maxPrice: bigint | null;
}

interface FilterInput {
  readonly search?: string | null | undefined;
  readonly category?: string | null | undefined;
  readonly minPrice?: string | null | undefined;
  readonly maxPrice?: string | null | undefined;
}

/** Checks a filter; throws `BAD_USER_INPUT` that names what is wrong. */
export function filterOf(input: FilterInput | null | undefined, currency: string): Filter {
  const { search, category, minPrice, maxPrice } = input ?? {};
  if (search && search.length > longestSearch)
    throw badInput(`"search" must have at most ${longestSearch} characters.`);
  return {
    words: search ? searchWords(search) : null,
    // No category has a null character in its slug, and no statement may.
    category: category?.replaceAll("\0", " ") ?? null,
    minPrice: bound("minPrice", minPrice, currency),
    maxPrice: bound("maxPrice", maxPrice, currency),
  };
}

function bound(name: string, amount: string | null | undefined, currency: string): bigint | null {
  if (amount == null) return null;
  const minor = priceBound(amount, currency);
  if (minor === null) throw badInput(`"${name}" must be an amount of ${currency}, not below nothing.`);
  return minor;
}
