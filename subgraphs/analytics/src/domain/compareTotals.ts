/** What is counted of one currency, by what it is called. */
export type Totals<Name extends string> = { readonly currency: string } & { readonly [N in Name]: bigint };

export interface Difference {
  readonly currency: string;
  readonly detail: string;
}

/** Where two rooms count differently, one finding a currency and count. What one of them lacks is nothing. */
export function compareTotals<Name extends string>(
  names: readonly Name[],
  theirs: { readonly room: string; readonly totals: readonly Totals<Name>[] },
  ours: readonly Totals<Name>[],
): Difference[] {
  const currencies = [...new Set([...theirs.totals, ...ours].map(({ currency }) => currency))].sort();
  return currencies.flatMap((currency) => {
    const of = (totals: readonly Totals<Name>[], name: Name) =>
      totals.find((one) => one.currency === currency)?.[name] ?? 0n;
    return names.flatMap((name) => {
      const [there, here] = [of(theirs.totals, name), of(ours, name)];
      if (there === here) return [];
      return [{ currency, detail: `${name}: ${there} in ${theirs.room}, ${here} in analytics (${currency}).` }];
    });
  });
}
