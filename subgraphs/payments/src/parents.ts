export type Account = { readonly id: string };
