import { providerChanges } from "../invariants/provider.ts";
import { type ProviderFault, setProviderFaults } from "../kit/provider.ts";
import { type Cell, pause, type Row, type Stage } from "../run/stage.ts";

const calls = { authorize: "authorized", capture: "captured", void: "voided", refund: "refunded" } as const;
type Call = keyof typeof calls;
const names = ["authorize", "capture", "void", "refund"] as const satisfies readonly Call[];
const victims = [["payments (api)"], ["payments (worker)"], ["payments (api)", "payments (worker)"]] as const;
const patienceMs = 12_000;
const replyMs = 2_000;
const badMs = 4_000;

/** The provider has done it and nobody here knows: those who asked are dead, or never got the answer. */
export const provider: Row = {
  name: "provider",
  what: "crash between the provider's work and our commit; replies lost, errors, provider away",
  sample: 5,
  cells: () => [
    ...names.flatMap((call) => [...victims, ...victims].map((who, i) => crash(call, who, i))),
    ...names.flatMap((call) =>
      ["drop_reply", "error_500", "unreachable"].map((fault) => bad(call, { call, fault, rate: 0.6 })),
    ),
  ],
};

function crash(call: Call, who: readonly string[], number: number): Cell {
  return {
    name: `${call} done, ${who.join(" and ")} killed (${number})`,
    ...(call === "void" && { refused: true }),
    strike: (stage) =>
      withFaults(stage, [{ call, fault: "slow_reply", ms: replyMs, rate: 1 }], async () => {
        if (!(await happens(stage, calls[call]))) return;
        await stage.during(`${who.join(" and ")} died when the provider had done ${call}`, async () => {
          await Promise.all(who.map((name) => stage.shop.program(name).kill()));
          await Promise.all(who.map((name) => stage.shop.program(name).start()));
        });
      }),
  };
}

function bad(call: Call, fault: ProviderFault): Cell {
  return {
    name: `${call} ${fault.fault}`,
    ...(call === "void" && { refused: true }),
    strike: (stage) =>
      withFaults(stage, [fault], () =>
        stage.during(`the provider's ${call} was bad: ${fault.fault}`, () => pause(badMs)),
      ),
  };
}

async function withFaults({ shop, random }: Stage, rules: readonly ProviderFault[], work: () => Promise<void>) {
  const port = shop.program("provider").port();
  await setProviderFaults(port, random.between(1, 1_000_000), rules);
  try {
    await work();
  } finally {
    await setProviderFaults(port, 1, []);
  }
}

/** Waits until the provider's ledger says that it has done another of these. */
async function happens({ shop }: Stage, type: string): Promise<boolean> {
  const count = () => providerChanges(shop.ledgerFile).filter((change) => change.type === type).length;
  const before = count();
  for (const until = performance.now() + patienceMs; performance.now() < until; await pause(20))
    if (count() > before) return true;
  return false;
}
