import { useMutation } from "@apollo/client/react";
import { problemOf, RegisterDocument } from "@madang/client";
import { Link, useLocation, useNavigate } from "react-router";
import { Field, textOf } from "../parts/Field.tsx";
import { Fault, Notice } from "../parts/Notice.tsx";
import { useShop } from "../shop/ShopProvider.tsx";

export function RegisterScreen() {
  const { t, locale } = useShop();
  const navigate = useNavigate();
  const { state } = useLocation();
  const [register, { data, error, loading }] = useMutation(RegisterDocument, { fetchPolicy: "no-cache" });
  const problem = problemOf(data?.register);
  const refused = problem?.__typename === "InvalidInput" ? problem.fields : [];

  const submit = async (form: HTMLFormElement) => {
    const text = textOf(form);
    const password = String(new FormData(form).get("password") ?? "");
    const { data: answer } = await register({
      variables: { input: { email: text("email"), name: text("name"), password, locale } },
    });
    if (answer?.register.__typename !== "RegistrationReceived") return;
    const left = typeof state === "object" ? state : null;
    await navigate("/sign-in", { state: { ...left, registered: answer.register.email } });
  };
  return (
    <>
      <title>{`${t.account.register} · ${t.shop.name}`}</title>
      <h1>{t.account.register}</h1>
      <form
        className="sheet narrow"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <Field name="name" label={t.account.name} autoComplete="name" required minLength={2} refused={refused} />
        <Field name="email" type="email" label={t.account.email} autoComplete="username" required refused={refused} />
        <Field
          name="password"
          type="password"
          label={t.account.password}
          hint={t.account.passwordRule}
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={128}
          refused={refused}
        />
        <Fault error={error} sending />
        {problem && (
          <Notice kind="bad">
            {problem.message} {problem.__typename === "TooManyAttempts" && t.account.retryIn(problem.retryAfterSeconds)}
          </Notice>
        )}
        <button type="submit" disabled={loading}>
          {t.account.register}
        </button>
        <Link to="/sign-in" state={state}>
          {t.account.toSignIn}
        </Link>
      </form>
    </>
  );
}
