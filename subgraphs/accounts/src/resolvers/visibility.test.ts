import { newId, statementsOf, type Viewer } from "@madang/service-kit";
import { guest, service, staff } from "@madang/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addAddress } from "../actions/addAddress.ts";
import { type Accounts, registered, startAccounts } from "../testing/startAccounts.ts";

let house: Accounts;
let ada: Awaited<ReturnType<typeof registered>>;
let brian: typeof ada;
let addressId: string;
const home = { name: "Ada Lovelace", lines: ["12 St James's Square"], city: "London", country: "GB" };
beforeAll(async () => {
  house = await startAccounts();
  ada = await registered(house, "ada@example.com");
  brian = await registered(house, "brian@example.com");
  const added = await house.as(ada).run(addAddress, home);
  addressId = "id" in added ? added.id : "";
});
afterAll(() => house[Symbol.asyncDispose]());

const entities = async (viewer: Viewer, ...representations: object[]) => {
  const { data, errors } = await house.as(viewer).query<{ _entities: unknown }>(
    `query ($r: [_Any!]!) { _entities(representations: $r) {
      ... on Account { id email addresses { city } } ... on Address { id city }
    } }`,
    { r: representations },
  );
  return data?._entities ?? errors.map(({ extensions }) => extensions?.["code"]);
};
const account = (id: string) => ({ __typename: "Account", id });
const address = (id: string) => ({ __typename: "Address", id });

it("shows an account and its addresses to itself, to staff with the scope, and to services", async () => {
  const seen = [
    { id: ada.accountId, email: "ada@example.com", addresses: [{ city: "London" }] },
    { id: addressId, city: "London" },
  ];
  for (const viewer of [ada, staff(["accounts:read"]), service("orders")])
    expect(await entities(viewer, account(ada.accountId), address(addressId))).toEqual(seen);
});

it("shows nobody else a thing, and a missing one looks the same", async () => {
  const others = [brian, guest, staff([]), staff(["accounts:write", "orders:read"])];
  for (const viewer of others)
    expect(
      await entities(
        viewer,
        account(ada.accountId),
        address(addressId),
        account(newId("account")),
        address(newId("address")),
      ),
    ).toEqual([null, null, null, null]);
});

it.each(["", "1", "account_", "account_\u0000", "x".repeat(10_000), "' OR true --"])(
  "finds nothing under the forged id %j",
  async (id) => {
    expect(await entities(staff(["accounts:read"]), account(id), address(id))).toEqual([null, null]);
  },
);

it("answers `account` to staff with the scope alone", async () => {
  const ask = async (viewer: Viewer, id: string) => {
    const { data, errors } = await house.as(viewer).query("query ($id: ID!) { account(id: $id) { email } }", { id });
    return { account: data?.["account"] ?? null, errors: errors.map(({ extensions }) => extensions?.["code"]) };
  };
  const reader = staff(["accounts:read"]);
  expect(await ask(reader, ada.accountId)).toEqual({ account: { email: "ada@example.com" }, errors: [] });
  expect(await ask(reader, newId("account"))).toEqual({ account: null, errors: [] });
  expect(await ask(reader, addressId)).toEqual({ account: null, errors: [] });
  expect(await ask(ada, ada.accountId)).toEqual({ account: null, errors: ["FORBIDDEN"] });
  expect(await ask(guest, ada.accountId)).toEqual({ account: null, errors: ["UNAUTHENTICATED"] });
});

it("answers `me` with the viewer's own account, and null to guests and services", async () => {
  const me = async (viewer: Viewer) =>
    (await house.as(viewer).query("{ me { id email name phone locale roles } }")).data?.["me"];
  expect(await me(ada)).toEqual({
    id: ada.accountId,
    email: "ada@example.com",
    name: "Ada Lovelace",
    phone: null,
    locale: "en",
    roles: ["CUSTOMER"],
  });
  expect(await me(guest)).toBe(null);
  expect(await me(service("orders"))).toBe(null);
});

it("reads many accounts and their address books in two statements", async () => {
  const { statements } = await statementsOf(async () => {
    const { loaders } = house.as(service("orders"));
    const ids = [ada.accountId, brian.accountId, newId("account")];
    expect(await loaders.account.loadMany(ids)).toMatchObject([{ id: ids[0] }, { id: ids[1] }, null]);
    expect(await loaders.addressBook.loadMany(ids)).toMatchObject([[{ id: addressId }], [], []]);
  });
  expect(statements).toHaveLength(2);
});
