import { useMutation } from "@apollo/client/react";
import { assertNever, CartDocument, PlaceOrderDocument, type PlaceOrderMutation } from "@madang/client";
import type { ReactNode } from "react";
import { Link, Navigate } from "react-router";
import { AddressFields, addressOf } from "../parts/AddressFields.tsx";
import { Field, type RefusedFields, textOf } from "../parts/Field.tsx";
import { Fault, Loading, Nothing, Notice } from "../parts/Notice.tsx";
import { PaymentChoice, paymentsOf } from "../parts/PaymentChoice.tsx";
import { Price } from "../parts/Price.tsx";
import { attempt } from "../shop/attempt.ts";
import { paying } from "../shop/paying.ts";
import { useShop } from "../shop/ShopProvider.tsx";
import { useCart } from "../shop/useCart.ts";

const checkout = attempt("checkout");

type Result = PlaceOrderMutation["placeOrder"];
type Placed = Extract<Result, { __typename: "Order" }>;

export function CheckoutScreen() {
  const { t, session, keepCartToken } = useShop();
  const { cart, token, loading, error } = useCart();
  const [place, { data, loading: placing, error: unsent }] = useMutation(PlaceOrderDocument);
  const result = data?.placeOrder;
  if (result?.__typename === "Order") return <Navigate to="/pay" replace />;
  if (loading) return <Loading />;
  if (!cart && error) return <Fault error={error} />;
  if (!cart || cart.lines.length === 0) return <Nothing>{t.cart.empty}</Nothing>;

  const order = async (form: HTMLFormElement) => {
    const text = textOf(form);
    const { data: answer } = await place({
      variables: {
        input: {
          idempotencyKey: checkout.key(),
          shippingAddress: addressOf(text),
          payments: paymentsOf(text),
          returnUrl: new URL("/pay", location.href).href,
          ...(cart.total && { expectedTotal: cart.total.amount }),
          ...(!session && { token, email: text("email") }),
        },
      },
      refetchQueries: [CartDocument],
    });
    const ended = answer?.placeOrder.__typename;
    if (ended === "Order" || ended === "IdempotencyConflict") checkout.over();
    if (answer?.placeOrder.__typename !== "Order") return;
    paying.keep({ orderId: answer.placeOrder.id, token: session ? null : token });
    if (!session) keepCartToken(null);
  };
  const refused = result?.__typename === "InvalidInput" ? result.fields : [];
  return (
    <>
      <title>{`${t.checkout.title} · ${t.shop.name}`}</title>
      <h1>{t.checkout.title}</h1>
      <form
        className="sheet"
        onSubmit={(event) => {
          event.preventDefault();
          void order(event.currentTarget);
        }}
      >
        <h2>{t.checkout.where}</h2>
        {!session && <EmailField refused={refused} />}
        <AddressFields refused={refused} />
        <PaymentChoice refused={refused} />
        <div className="sum">
          <span>{t.cart.total}</span>
          <Price money={cart.total} unknown={t.cart.totalUnknown} />
        </div>
        <Fault error={unsent} sending />
        {result && <Notice kind="bad">{whyNot(result, t.checkout)}</Notice>}
        <button type="submit" disabled={placing}>
          {placing ? t.checkout.placing : t.checkout.place}
        </button>
      </form>
    </>
  );
}

/** What became of an order that was not placed. A new member of the result does not compile until it is told here. */
function whyNot(
  result: Exclude<Result, Placed>,
  words: { placedBefore: string; left: (count: number) => string },
): ReactNode {
  switch (result.__typename) {
    case "PriceChanged":
      return `${result.message} ${result.total.amount} ${result.total.currency}`;
    case "InsufficientStock":
      return `${result.message} ${words.left(result.available)}`;
    case "IdempotencyConflict":
      return <Link to="/orders">{words.placedBefore}</Link>;
    case "InvalidInput":
    case "CartNotFound":
    case "CartBeingOrdered":
    case "CartEmpty":
    case "VariantNotForSale":
    case "OrderNotPlaced":
    case "PaymentDeclined":
    case "GiftCardNotUsable":
    case "PaymentMethodNotFound":
      return result.message;
    default:
      return assertNever(result);
  }
}

function EmailField({ refused }: { refused: RefusedFields }) {
  const { t } = useShop();
  return <Field name="email" type="email" label={t.checkout.email} autoComplete="email" required refused={refused} />;
}
