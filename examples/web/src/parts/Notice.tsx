import { CombinedGraphQLErrors } from "@apollo/client/errors";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Messages } from "../messages/en.ts";
import { useShop } from "../shop/ShopProvider.tsx";

/** Says something that somebody should hear at once. */
export function Notice({ kind, children }: { kind: "good" | "warning" | "bad"; children: ReactNode }) {
  return (
    <div className={`notice ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** An empty page, and the way back. */
export function Nothing({ children }: { children: ReactNode }) {
  const { t } = useShop();
  return (
    <div className="nothing">
      <p>{children}</p>
      <Link to="/">{t.shop.home}</Link>
    </div>
  );
}

export function Loading() {
  const { t } = useShop();
  return (
    <p className="loading" role="status">
      {t.shop.loading}
    </p>
  );
}

interface FaultProps {
  readonly error: unknown;
  /** Whether something came beside the error. */
  readonly partly?: boolean;
  readonly sending?: boolean;
  readonly retry?: () => unknown;
}

/** What the graph's `errors` mean to a shopper: that a part, or all, of a page is missing. */
export function Fault({ error, partly = false, sending = false, retry }: FaultProps) {
  const { t } = useShop();
  if (!error) return null;
  const code = codeOf(error);
  return (
    <Notice kind={partly ? "warning" : "bad"}>
      <p>{wordsFor(code, partly, sending, t)}</p>
      {code === "UNAUTHENTICATED" && <Link to="/sign-in">{t.shop.signIn}</Link>}
      {retry && code !== "UNAUTHENTICATED" && (
        <button type="button" className="plain" onClick={() => void retry()}>
          {t.fault.retry}
        </button>
      )}
    </Notice>
  );
}

function wordsFor(code: unknown, partly: boolean, sending: boolean, { fault }: Messages): string {
  if (code === "UNAUTHENTICATED") return fault.signIn;
  if (code === "RATE_LIMITED") return fault.limited;
  if (sending) return fault.sending;
  return partly ? fault.partial : fault.whole;
}

function codeOf(error: unknown): unknown {
  return CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.["code"] : undefined;
}
