import { GraphQLError } from "graphql";

/** What the top-level `errors` list may say; all else is masked. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "BAD_USER_INPUT"
  | "INVALID_CURSOR"
  | "RATE_LIMITED"
  | "SERVICE_BUSY"
  | "SERVICE_UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR";

const fault = (code: ErrorCode, message: string, extensions: Record<string, unknown> = {}) =>
  new GraphQLError(message, { extensions: { code, ...extensions } });

/** Nobody is signed in, or the proof of it is not valid. */
export const unauthenticated = (message = "Sign in first.", httpStatus?: number) =>
  fault("UNAUTHENTICATED", message, httpStatus ? { http: { status: httpStatus } } : {});

/** Whoever is signed in may not do this. */
export const forbidden = () => fault("FORBIDDEN", "You may not do this.");

/** An argument outside what the contract says. */
export const badInput = (message: string) => fault("BAD_USER_INPUT", message);

/** A cursor that this list did not give. */
export const invalidCursor = () => fault("INVALID_CURSOR", "This cursor is not one of this list's.");

/** Too much at once; the same call may work a moment later. */
export const busy = () => fault("SERVICE_BUSY", "Too much at once. Try again in a moment.", { retryable: true });

/** A part of the shop that is needed for this does not answer. */
export const unavailable = () =>
  fault("SERVICE_UNAVAILABLE", "A part of the shop does not answer. Try again in a moment.", { retryable: true });
