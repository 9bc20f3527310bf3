/** An answer that says no; thrown by whoever finds the reason, and told by the API. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;
  /** The payment that it is about, when there is one. */
  readonly payment: string | undefined;

  constructor(status: number, code: string, message: string, payment?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.payment = payment;
  }
}
