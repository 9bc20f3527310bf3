import pino, { type DestinationStream, type Logger } from "pino";
import { traceId } from "./tracing.ts";

/** Keys whose values never reach a log, wherever they stand down to the third level. */
const secret = [
  "password",
  "token",
  "refreshToken",
  "accessToken",
  "authorization",
  "cookie",
  "secret",
  "email",
  "phone",
  "name",
  "address",
  "shippingAddress",
  "identity",
];

const paths = secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** A JSON logger for one service; each line carries the trace's id as `requestId`. */
export const createLog = (service: string, level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service },
      redact: { paths, censor: "[redacted]" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const requestId = traceId();
        return requestId ? { requestId } : {};
      },
      serializers: { err: pino.stdSerializers.err },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
