import { Link, NavLink } from "react-router";
import { languages } from "../messages/locale.ts";
import { useShop } from "../shop/ShopProvider.tsx";
import { useCart } from "../shop/useCart.ts";

export function Header() {
  const { t, session } = useShop();
  const { cart } = useCart();
  return (
    <header className="top">
      <div className="bar">
        <Link className="brand" to="/">
          <img src="/courtyard.svg" alt="" width="28" height="28" />
          {t.shop.name}
        </Link>
        <nav aria-label={t.shop.main}>
          <NavLink to="/" end>
            {t.shop.search}
          </NavLink>
          <NavLink to="/cart">{t.shop.cart(cart?.totalQuantity ?? 0)}</NavLink>
          {session && <NavLink to="/orders">{t.shop.orders}</NavLink>}
        </nav>
        <Viewer />
        <LanguageSwitch />
      </div>
    </header>
  );
}

function Viewer() {
  const { t, session, signOut } = useShop();
  if (!session) return <NavLink to="/sign-in">{t.shop.signIn}</NavLink>;
  return (
    <div className="viewer">
      {session.name && <span className="greeting">{t.shop.greeting(session.name)}</span>}
      <button type="button" className="plain" onClick={() => void signOut()}>
        {t.shop.signOut}
      </button>
    </div>
  );
}

function LanguageSwitch() {
  const { t, locale, speak } = useShop();
  return (
    <fieldset className="languages">
      <legend className="unseen">{t.shop.language}</legend>
      {languages.map(([language, name]) => (
        <button
          key={language}
          type="button"
          className="plain"
          lang={language}
          aria-pressed={language === locale}
          onClick={() => void speak(language)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
