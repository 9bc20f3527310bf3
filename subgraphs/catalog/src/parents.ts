import type { Connection } from "@madang/service-kit";
import type { Category as CategoryRow } from "./data/categories.ts";
import type { Listed } from "./data/listing.ts";
import type { Product as ProductRow } from "./data/products.ts";
import type { Variant } from "./data/variants.ts";
import type { Filter } from "./domain/filter.ts";

export type Product = ProductRow;
export type ProductVariant = Variant;
export type Category = CategoryRow;
export type ProductConnection = Connection<Listed> & { readonly filter: Filter };
