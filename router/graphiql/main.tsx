import { createGraphiQLFetcher } from "@graphiql/toolkit";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { exampleOperations } from "./examples.ts";
import "./page.css";

// Relative, so that it also works where a proxy serves the router below a path of its own.
const url = new URL("../graphql", window.location.href).href;
const fetcher = createGraphiQLFetcher({
  url,
  fetch: (input, init) => fetch(input, { ...init, credentials: "include" }),
});

// A tab brings its query along, but not its variables; whoever was here before has variables of their own.
const known = localStorage.getItem("graphiql:tabState") !== null;
const first = known ? {} : { initialVariables: exampleOperations.variables };

const root = document.getElementById("graphiql");
if (!root) throw new Error("The page has no #graphiql.");
createRoot(root).render(<GraphiQL fetcher={fetcher} defaultTabs={[exampleOperations]} {...first} />);
