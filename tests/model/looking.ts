import { due } from "./moneyReads.ts";
import { orderOf, type State, spent, type Transition, withOrder } from "./state.ts";
import { type Bent, begin, undisturbed } from "./threads.ts";
import type { Scenario } from "./world.ts";

/** What has payments look: the provider tells, or it is time. */
export async function looking(state: State, at: number, { lookers }: Scenario, bent: Bent): Promise<Transition[]> {
  const order = orderOf(state, at);
  const { bank, spare, threads } = order;
  const atWork = threads.filter(({ kind }) => kind !== "call");
  const looks: Look[] = bank.events
    .filter(({ id }) => !atWork.some(({ name }) => name === id))
    .map((event) => ({ from: state, kind: "webhook", name: event.id, input: event }));
  if (spare.duplicates > 0)
    for (const look of [...looks]) {
      const events = [...bank.events, look.input as (typeof bank.events)[number]];
      looks.push({ ...look, from: withOrder(spent(state, at, "duplicates"), at, { bank: { ...bank, events } }) });
    }
  if (due(order).length > 0) looks.push({ from: state, kind: "sweep", name: "", input: {} });
  if (spare.reconciliations > 0 && order.money.books)
    looks.push({ from: spent(state, at, "reconciliations"), kind: "reconcile", name: "", input: {} });
  const made = looks.map(async ({ from, ...look }): Promise<Transition[]> => {
    const label = `${order.id}: ${look.kind} ${look.name}`.trimEnd();
    const thread = { ...look, owner: null };
    const ends = await undisturbed(from, at, thread, bent);
    const turns = ends.map((next) => ({ label: `${label} has its turn`, next, shared: bent.sharesCard }));
    if (spare.looks === 0 || atWork.length >= lookers) return turns;
    return [
      ...turns,
      { label: `${label} begins`, next: await begin(spent(from, at, "looks"), at, thread), shared: false },
    ];
  });
  return (await Promise.all(made)).flat();
}

interface Look {
  readonly from: State;
  readonly kind: "webhook" | "sweep" | "reconcile";
  readonly name: string;
  readonly input: object;
}
