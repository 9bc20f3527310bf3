import { checkContracts } from "../check.ts";
import { ContractError } from "../contractError.ts";
import { report } from "../report.ts";

await report(async () => {
  const findings = await checkContracts();
  if (findings.length > 0) throw new ContractError(findings);
  process.stdout.write("The contracts compose, are described, and break no promise.\n");
});
