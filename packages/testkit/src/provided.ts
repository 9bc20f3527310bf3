import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser of the cluster that this run's tests share. */
    postgresAdminUrl: string;
    redisUrl: string;
  }
}
