import { badInput, isId } from "@madang/service-kit";

const most = 200;

/** The ids of an order's variants, each once; throws `BAD_USER_INPUT` for too many. */
export function quotable(ids: readonly string[]): string[] {
  if (ids.length > most) throw badInput(`"variantIds" must have at most ${most}.`);
  return [...new Set(ids.filter((id) => isId("product_variant", id)))];
}
