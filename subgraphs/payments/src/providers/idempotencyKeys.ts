/** One key for each thing that is done with a payment: whoever repeats it, also after a crash, uses the same. */
export const idempotencyKeys = {
  authorize: (paymentId: string) => `${paymentId}:authorize`,
  customer: (paymentId: string) => `${paymentId}:customer`,
  capture: (paymentId: string) => `${paymentId}:capture`,
  void: (paymentId: string) => `${paymentId}:void`,
  refund: (paymentId: string, refundId: string) => `${paymentId}:refund:${refundId}`,
} as const;
