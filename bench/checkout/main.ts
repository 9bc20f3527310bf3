import process from "node:process";
import { parseArgs } from "node:util";
import { readProfiles, summary } from "../cpuProfile.ts";
import { table } from "../measure.ts";
import { endChildrenWithThis } from "../shop.ts";
import { benchCheckout, type Options, type Result } from "./checkout.ts";
import { report, write } from "./report.ts";

const usage = `npm run bench:checkout -- [--shoppers 1,16,64] [--methods invoice,card] [--times 100] [--most 600]
                          [--seconds 30] [--one-process] [--cpu-prof FOLDER] [--print]

--shoppers     how many order at once
--methods      how they pay: invoice, card (through the sandbox)
--times        the second half is measured with so many times the orders in the database; 1 leaves it out
--most         the most orders of one line of the table
--seconds      the longest that one line may take
--one-process  all services in one process, as npm start has them
--cpu-prof     where every process leaves a V8 profile
--print        only prints; RESULTS.md stays as it is
`;

const { values } = parseArgs({
  options: {
    shoppers: { type: "string", default: "1,16,64" },
    methods: { type: "string", default: "invoice,card" },
    times: { type: "string", default: "100" },
    most: { type: "string", default: "600" },
    seconds: { type: "string", default: "30" },
    "one-process": { type: "boolean", default: false },
    "cpu-prof": { type: "string" },
    print: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const numbers = (text: string) => text.split(",").map(Number);
const options: Options = {
  shoppers: numbers(values.shoppers),
  methods: values.methods.split(",").map((method) => (method === "card" ? "CARD" : "INVOICE")),
  processes: !values["one-process"],
  times: Number(values.times),
  most: Number(values.most),
  forMs: Number(values.seconds) * 1_000,
  profiles: values["cpu-prof"] ?? null,
};
const wrong = [...options.shoppers, options.times, options.most, options.forMs].some((number) => !(number >= 1));

if (values.help || wrong) {
  process.stderr.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  endChildrenWithThis();
  const result = await benchCheckout(options, (line) => void process.stdout.write(`  … ${line}\n`));
  const text = report(result, options);
  process.stdout.write(`\n${text}\n`);
  if (options.profiles !== null) process.stdout.write(profilesOf(options.profiles, result));
  if (!values.print) write(text);
}

function profilesOf(folder: string, { profiled: { who, from, to } }: Result): string {
  return [...readProfiles(folder)]
    .flatMap(([pid, profile]) => {
      const title = who.get(pid);
      return title === undefined ? [] : [`\n${title}\n\n${table(summary(profile, from, to))}\n`];
    })
    .join("");
}
