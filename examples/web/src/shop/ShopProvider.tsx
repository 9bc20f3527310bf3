import { ApolloProvider } from "@apollo/client/react";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Messages } from "../messages/en.ts";
import { keepLocale, type Locale, messages, readLocale } from "../messages/locale.ts";
import { createClient, graph, sessionEnds } from "./graph.ts";
import { guestCart } from "./guestCart.ts";
import { askSession, keepAccountLocale, mergeGuestCart, type Session } from "./session.ts";

interface Shop {
  readonly locale: Locale;
  readonly t: Messages;
  readonly session: Session | null;
  readonly cartToken: string | null;
  speak(locale: Locale): Promise<void>;
  keepCartToken(token: string | null): void;
  signedIn(accessToken: string): Promise<void>;
  signOut(): Promise<void>;
}

const ShopContext = createContext<Shop | null>(null);

/** Who is here, in which language, with which guest's cart. */
export function useShop(): Shop {
  const shop = useContext(ShopContext);
  if (!shop) throw new Error("useShop is used outside ShopProvider.");
  return shop;
}

export function ShopProvider({ restored, children }: { restored: Session | null; children: ReactNode }) {
  const [locale, setLocale] = useState(() => restored?.locale ?? readLocale());
  const [session, setSession] = useState(restored);
  const [cartToken, setCartToken] = useState(guestCart.token);
  const [client, setClient] = useState(createClient);

  useEffect(() => {
    keepLocale(locale);
    document.documentElement.lang = locale;
  }, [locale]);

  useEffect(() => {
    const end = () => {
      setSession(null);
      setClient(createClient());
    };
    sessionEnds.addEventListener("end", end);
    return () => sessionEnds.removeEventListener("end", end);
  }, []);

  const shop = useMemo<Shop>(
    () => ({
      locale,
      t: messages[locale],
      session,
      cartToken,
      speak: async (chosen) => {
        keepLocale(chosen);
        setLocale(chosen);
        // The shop's own words change in any case; names stay as they are when accounts cannot be reached.
        if (session) await keepAccountLocale(chosen).catch(() => undefined);
        setClient(createClient());
      },
      keepCartToken: (token) => {
        if (token) guestCart.keep(token);
        else guestCart.forget();
        setCartToken(token);
      },
      signedIn: async (accessToken) => {
        await graph.signedIn({ accessToken, refreshToken: null });
        await mergeGuestCart();
        const opened = await askSession();
        setCartToken(guestCart.token());
        setSession(opened);
        setLocale((before) => opened.locale ?? before);
        setClient(createClient());
      },
      signOut: async () => {
        await graph.signOut();
        setSession(null);
        setClient(createClient());
      },
    }),
    [locale, session, cartToken],
  );

  return (
    <ShopContext value={shop}>
      <ApolloProvider client={client}>{children}</ApolloProvider>
    </ShopContext>
  );
}
