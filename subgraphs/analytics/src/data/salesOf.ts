import type { SalesInput } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";
import { byCurrency, figuresOf } from "../domain/figures.ts";
import { comparedWith } from "../domain/period.ts";
import { intervalOf, rowsOf } from "../domain/rows.ts";
import { freshnessOf } from "./freshness.ts";
import { checkQuestion, scopeOf } from "./question.ts";
import { sumsOf } from "./salesFigures.ts";

/** What was sold in a time, in rows; throws `BAD_USER_INPUT` for what cannot be answered. */
export async function salesOf({ db, now }: Pick<Context, "db" | "now">, input: SalesInput) {
  const calendar = checkQuestion(input);
  const { from, to, granularity, compareWith } = input;
  const rows = rowsOf(from, to, granularity, calendar);
  const compared = compareWith == null ? null : comparedWith(from, to, compareWith);
  const earlier = compared && [intervalOf(compared.from, compared.to, calendar)];
  const scope = await scopeOf(db, input);
  const [sums, earlierSums, freshness] = await Promise.all([
    scope === null ? [] : sumsOf(db, scope, rows, input),
    scope === null || !earlier ? [] : sumsOf(db, scope, earlier, input),
    now().then((at) => freshnessOf(db, at)),
  ]);
  return {
    totals: byCurrency(sums).map(figuresOf),
    rows: sums.flatMap((sum) => {
      const row = rows[sum.row];
      return row ? [{ ...row, figures: figuresOf(sum) }] : [];
    }),
    comparison: earlier && byCurrency(earlierSums).map(figuresOf),
    freshness,
  };
}
