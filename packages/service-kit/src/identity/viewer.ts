/** Who asks, as the router or a service signed it. */
export interface Viewer {
  readonly kind: "anonymous" | "account" | "staff" | "service";
  /** TypeID of the account; null for guests and services. */
  readonly accountId: string | null;
  /** The service's name; null for everyone else. */
  readonly service: string | null;
  /** What the viewer may do. A service has exactly one, `service:<name>`, by virtue of its key. */
  readonly scopes: readonly string[];
  /** Code of the market. */
  readonly channel: string;
  /** BCP 47 language. */
  readonly locale: string;
  /** The currency that was asked for; null leaves it to the channel. */
  readonly currency: string | null;
  /** Where the request came from, for rate limits: an address; null for services. */
  readonly client: string | null;
}

export const defaultChannel = "default";

export const anonymous: Viewer = {
  kind: "anonymous",
  accountId: null,
  service: null,
  scopes: [],
  channel: defaultChannel,
  locale: "en",
  currency: null,
  client: null,
};

export const hasScope = (viewer: Viewer, scope: string) => viewer.scopes.includes(scope);

/** Whether the viewer is that account itself. */
export const isAccount = (viewer: Viewer, accountId: string | null) =>
  accountId !== null && viewer.accountId === accountId;
