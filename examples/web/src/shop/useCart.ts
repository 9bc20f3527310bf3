import { skipToken, useMutation, useQuery } from "@apollo/client/react";
import {
  AddToCartDocument,
  type AddToCartMutation,
  CartContentsFragmentDoc,
  CartDocument,
  isProblem,
  type ProblemIn,
  readFragment,
} from "@madang/client";
import { useState } from "react";
import { useShop } from "./ShopProvider.tsx";

/** The viewer's cart: the account's own, or the guest's by its token. */
export function useCart() {
  const { session, cartToken } = useShop();
  const token = session ? null : cartToken;
  const { data, loading, error, refetch } = useQuery(
    CartDocument,
    session || token ? { variables: { token } } : skipToken,
  );
  const cart = data?.cart ? readFragment(CartContentsFragmentDoc, data.cart) : undefined;
  return { cart, token, loading: loading && !data, error, refetch };
}

type Outcome = { added: true } | { added: false; problem?: ProblemIn<AddToCartMutation["addToCart"]> };

/** Puts a variant into the viewer's cart, and keeps the token of a guest's new one. */
export function useAddToCart() {
  const { session, cartToken, keepCartToken } = useShop();
  const [outcome, setOutcome] = useState<Outcome>();
  const [send, { loading }] = useMutation(AddToCartDocument);

  const add = async (variantId: string, quantity: number) => {
    setOutcome(undefined);
    const put = (token: string | null) =>
      send({
        variables: { input: { variantId, quantity, token } },
        // A cart that was just made is in no answer yet; a guest's is asked for by its new token anyway.
        refetchQueries: session ? [CartDocument] : [],
      });
    const token = session ? null : cartToken;
    let result = (await put(token)).data?.addToCart;
    // Ordered or lapsed since: begin a new one.
    if (token && result?.__typename === "CartNotFound") result = (await put(null)).data?.addToCart;
    if (!result) return setOutcome({ added: false });
    if (isProblem(result)) return setOutcome({ added: false, problem: result });
    if (result.token) keepCartToken(result.token);
    setOutcome({ added: true });
  };
  return { add, loading, outcome };
}
