import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { createMadangFetch } from "@madang/client";
import { readLocale } from "../messages/locale.ts";

const url = "/graphql";

/** Tells when a session ended although nobody signed out. */
export const sessionEnds = new EventTarget();

export const graph = createMadangFetch({
  url,
  cookie: true,
  context: () => ({ locale: readLocale() }),
  onSignedOut: () => sessionEnds.dispatchEvent(new Event("end")),
});

/** A client with an empty cache: what is in one is in the language of, and for the eyes of, whoever asked. */
export const createClient = () =>
  new ApolloClient({
    link: new HttpLink({ uri: url, fetch: graph.fetch }),
    cache: new InMemoryCache(),
    // What came is shown, also when something else did not.
    defaultOptions: {
      watchQuery: { errorPolicy: "all" },
      query: { errorPolicy: "all" },
      mutate: { errorPolicy: "all" },
    },
  });
