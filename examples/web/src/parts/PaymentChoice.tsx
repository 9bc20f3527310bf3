import { type PaymentInput, PaymentMethod } from "@madang/client";
import { useState } from "react";
import { useShop } from "../shop/ShopProvider.tsx";
import { Field, type RefusedFields } from "./Field.tsx";

const methods = [PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER, PaymentMethod.GIFT_CARD, PaymentMethod.INVOICE];

/**
 * How it is paid. In service a card's number goes into a form of the payment provider's own, which gives a token; here
 * the sandbox's well-known tokens stand in for it. No card number ever passes through the shop.
 */
export function PaymentChoice({ refused }: { refused: RefusedFields }) {
  const { t } = useShop();
  const [chosen, choose] = useState<PaymentMethod>(PaymentMethod.CARD);
  return (
    <fieldset className="choice">
      <legend>{t.checkout.payment}</legend>
      {methods.map((method) => (
        <label key={method}>
          <input
            type="radio"
            name="method"
            value={method}
            checked={method === chosen}
            onChange={() => choose(method)}
          />
          {t.checkout.methods[method]}
        </label>
      ))}
      {chosen === PaymentMethod.CARD && (
        <div className="field">
          <label htmlFor="card">{t.checkout.card}</label>
          <select id="card" name="card">
            {Object.entries(t.checkout.cards).map(([token, words]) => (
              <option key={token} value={token}>
                {words}
              </option>
            ))}
          </select>
        </div>
      )}
      {chosen === PaymentMethod.GIFT_CARD && (
        <Field name="giftCardCode" label={t.checkout.giftCardCode} autoComplete="off" required refused={refused} />
      )}
    </fieldset>
  );
}

/** The payment in a form with these fields. */
export function paymentsOf(text: (name: string) => string): PaymentInput[] {
  const method = methods.find((known) => known === text("method")) ?? PaymentMethod.INVOICE;
  switch (method) {
    case PaymentMethod.CARD:
      return [{ method, token: text("card") }];
    case PaymentMethod.GIFT_CARD:
      return [{ method, giftCardCode: text("giftCardCode") }];
    default:
      return [{ method }];
  }
}
