import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./App.tsx";
import { ShopProvider } from "./shop/ShopProvider.tsx";
import { restoreSession } from "./shop/session.ts";
import "./style.css";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");

// Whoever cannot be asked for is a guest until the next page.
const restored = await restoreSession().catch(() => null);

createRoot(root).render(
  <StrictMode>
    <ShopProvider restored={restored}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </ShopProvider>
  </StrictMode>,
);
