import { Route, Routes } from "react-router";
import { Header } from "./parts/Header.tsx";
import { Nothing } from "./parts/Notice.tsx";
import { CartScreen } from "./screens/CartScreen.tsx";
import { CheckoutScreen } from "./screens/CheckoutScreen.tsx";
import { MyOrdersScreen } from "./screens/MyOrdersScreen.tsx";
import { OrderScreen } from "./screens/OrderScreen.tsx";
import { PayScreen } from "./screens/PayScreen.tsx";
import { ProductScreen } from "./screens/ProductScreen.tsx";
import { RegisterScreen } from "./screens/RegisterScreen.tsx";
import { SearchScreen } from "./screens/SearchScreen.tsx";
import { SignInScreen } from "./screens/SignInScreen.tsx";
import { useShop } from "./shop/ShopProvider.tsx";

export function App() {
  const { t } = useShop();
  return (
    <>
      <a className="skip" href="#content">
        {t.shop.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        <Routes>
          <Route index element={<SearchScreen />} />
          <Route path="products/:slug" element={<ProductScreen />} />
          <Route path="cart" element={<CartScreen />} />
          <Route path="checkout" element={<CheckoutScreen />} />
          <Route path="pay" element={<PayScreen />} />
          <Route path="orders" element={<MyOrdersScreen />} />
          <Route path="orders/:id" element={<OrderScreen />} />
          <Route path="sign-in" element={<SignInScreen />} />
          <Route path="register" element={<RegisterScreen />} />
          <Route path="*" element={<Nothing>{t.shop.notFound}</Nothing>} />
        </Routes>
      </main>
    </>
  );
}
