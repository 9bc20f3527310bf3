/** What is wrong with the contracts: one clear sentence each. */
export class ContractError extends Error {
  override readonly name = "ContractError";
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    super(findings.join("\n"));
    this.findings = findings;
  }
}
