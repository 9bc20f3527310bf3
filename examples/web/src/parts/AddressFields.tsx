import { useShop } from "../shop/ShopProvider.tsx";
import { Field, type RefusedFields } from "./Field.tsx";

const countries = ["GB", "KR", "US", "DE", "FR", "IE", "JP", "NL"];

export function AddressFields({ refused }: { refused: RefusedFields }) {
  const { t, locale } = useShop();
  const names = new Intl.DisplayNames(locale, { type: "region" });
  return (
    <>
      <Field
        name="name"
        path="shippingAddress.name"
        label={t.checkout.name}
        autoComplete="name"
        required
        minLength={2}
        maxLength={100}
        refused={refused}
      />
      <Field
        name="street"
        path="shippingAddress.lines"
        label={t.checkout.street}
        autoComplete="address-line1"
        required
        maxLength={200}
        refused={refused}
      />
      <Field name="more" label={t.checkout.more} autoComplete="address-line2" maxLength={200} refused={refused} />
      <Field
        name="city"
        path="shippingAddress.city"
        label={t.checkout.city}
        autoComplete="address-level2"
        required
        maxLength={100}
        refused={refused}
      />
      <Field
        name="postalCode"
        path="shippingAddress.postalCode"
        label={t.checkout.postalCode}
        autoComplete="postal-code"
        maxLength={20}
        refused={refused}
      />
      <div className="field">
        <label htmlFor="country">{t.checkout.country}</label>
        <select id="country" name="country" autoComplete="country" defaultValue={locale === "ko" ? "KR" : "GB"}>
          {countries.map((country) => (
            <option key={country} value={country}>
              {names.of(country)}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

/** The address in a form with these fields. */
export function addressOf(text: (name: string) => string) {
  return {
    name: text("name"),
    lines: [text("street"), text("more")].filter(Boolean),
    city: text("city"),
    postalCode: text("postalCode") || null,
    country: text("country"),
  };
}
