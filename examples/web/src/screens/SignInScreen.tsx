import { useMutation } from "@apollo/client/react";
import { isProblem, problemOf, SignInDocument } from "@madang/client";
import { Link, useLocation, useNavigate } from "react-router";
import { Field, textOf } from "../parts/Field.tsx";
import { Fault, Notice } from "../parts/Notice.tsx";
import { useShop } from "../shop/ShopProvider.tsx";

export function SignInScreen() {
  const { t, signedIn } = useShop();
  const navigate = useNavigate();
  const { state } = useLocation();
  const [signIn, { data, error, loading }] = useMutation(SignInDocument, { fetchPolicy: "no-cache" });
  const problem = problemOf(data?.signIn);
  const registered = wordOf(state, "registered");

  const submit = async (form: HTMLFormElement) => {
    const text = textOf(form);
    const password = String(new FormData(form).get("password") ?? "");
    const { data: answer } = await signIn({ variables: { input: { email: text("email"), password } } });
    if (!answer || isProblem(answer.signIn)) return;
    await signedIn(answer.signIn.accessToken);
    await navigate(wordOf(state, "next") ?? "/", { replace: true });
  };
  return (
    <>
      <title>{`${t.account.signIn} · ${t.shop.name}`}</title>
      <h1>{t.account.signIn}</h1>
      {registered && <Notice kind="good">{t.account.registered(registered)}</Notice>}
      <form
        className="sheet narrow"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <Field
          name="email"
          type="email"
          label={t.account.email}
          autoComplete="username"
          required
          defaultValue={registered}
        />
        <Field name="password" type="password" label={t.account.password} autoComplete="current-password" required />
        <Fault error={error} sending />
        {problem && (
          <Notice kind="bad">
            {problem.message} {problem.__typename === "TooManyAttempts" && t.account.retryIn(problem.retryAfterSeconds)}
          </Notice>
        )}
        <button type="submit" disabled={loading}>
          {t.account.signIn}
        </button>
        <Link to="/register" state={state}>
          {t.account.toRegister}
        </Link>
      </form>
    </>
  );
}

/** A word that another screen left for this one. */
function wordOf(state: unknown, name: string): string | undefined {
  const word: unknown = typeof state === "object" && state !== null ? Reflect.get(state, name) : undefined;
  return typeof word === "string" ? word : undefined;
}
