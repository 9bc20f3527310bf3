import { newId } from "@madang/service-kit";
import { guest } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Accounts, registered, startAccounts } from "../testing/startAccounts.ts";

let house: Accounts;
let ada: Awaited<ReturnType<typeof registered>>;
let brian: typeof ada;
beforeAll(async () => {
  house = await startAccounts();
  ada = await registered(house, "ada@example.com");
  brian = await registered(house, "brian@example.com");
});
afterAll(() => house[Symbol.asyncDispose]());

const problems = "... on Problem { code message }";
const invalid = "... on InvalidInput { fields { path code } }";
const address = "... on Address { id name lines city region postalCode country phone }";
const answers = {
  addAddress: `${address} ${problems} ${invalid} ... on TooManyAddresses { limit }`,
  updateAddress: `${address} ${problems} ${invalid}`,
  removeAddress: `... on AddressRemoved { id } ${problems}`,
};
const home = { name: "Ada Lovelace", lines: ["12 St James's Square"], city: "London", country: "GB" };
const change = async (
  viewer: typeof ada | typeof guest,
  field: keyof typeof answers,
  variables: object,
  types: string,
) => {
  const args = [...types.matchAll(/\$(\w+)/g)].map(([, name]) => `${name}: $${name}`).join(", ");
  const { data, errors } = await house
    .as(viewer)
    .query<Record<string, Record<string, unknown>>>(
      `mutation (${types}) { ${field}(${args}) { __typename ${answers[field]} } }`,
      variables,
    );
  return data?.[field] ?? errors.map(({ extensions }) => extensions?.["code"]);
};
const add = (viewer: typeof ada | typeof guest, input: object) =>
  change(viewer, "addAddress", { input }, "$input: AddressInput!");
const update = (viewer: typeof ada, id: string, input: object) =>
  change(viewer, "updateAddress", { id, input }, "$id: ID!, $input: AddressInput!");
const remove = (viewer: typeof ada, id: string) => change(viewer, "removeAddress", { id }, "$id: ID!");
const book = async (viewer: typeof ada) =>
  (
    await house
      .as(viewer)
      .query<{ me: { addresses: { id: string; city: string }[] } }>("{ me { addresses { id city } } }")
  ).data?.me.addresses;
const stored = () => house.db.address.findMany({ orderBy: { id: "asc" } });
const idOf = (answer: Awaited<ReturnType<typeof change>>) => ("id" in answer ? String(answer["id"]) : "");
const notFound = {
  __typename: "AddressNotFound",
  code: "ADDRESS_NOT_FOUND",
  message: "There is no such address in your address book.",
};

describe("the address book", () => {
  it("takes an address, replaces it and lets it go, oldest first", async () => {
    const first = await add(ada, { ...home, phone: "+44 20 7946 0958" });
    expect(first).toEqual({
      __typename: "Address",
      id: expect.stringMatching(/^address_[0-9a-z]{26}$/),
      ...home,
      region: null,
      postalCode: null,
      phone: "+442079460958",
    });
    const second = await add(ada, { ...home, city: "Paris", country: "FR" });
    expect(await book(ada)).toEqual([
      { id: idOf(first), city: "London" },
      { id: idOf(second), city: "Paris" },
    ]);

    const moved = {
      ...home,
      lines: ["1 Main St", "Floor 2"],
      city: "서울",
      region: "서울",
      postalCode: "04524",
      country: "KR",
    };
    expect(await update(ada, idOf(first), moved)).toEqual({
      __typename: "Address",
      id: idOf(first),
      ...moved,
      phone: null,
    });
    expect(await remove(ada, idOf(second))).toEqual({ __typename: "AddressRemoved", id: idOf(second) });
    expect(await book(ada)).toEqual([{ id: idOf(first), city: "서울" }]);
  });

  it("lets nobody touch another's: a stranger's address and a missing one look the same", async () => {
    const id = idOf(await add(ada, home));
    const before = await stored();
    for (const wanted of [id, newId("address"), ada.accountId, "", "x".repeat(10_000), "address_\u0000"]) {
      expect(await update(brian, wanted, home)).toEqual(notFound);
      expect(await remove(brian, wanted)).toEqual(notFound);
    }
    expect(await stored()).toEqual(before);
    expect(await book(brian)).toEqual([]);
  });

  it("holds fifty and no more, however many come at once", async () => {
    for (let n = 0; n < 48; n += 1) expect(await add(brian, home)).toMatchObject({ __typename: "Address" });
    const added = await Promise.all(Array.from({ length: 5 }, () => add(brian, home)));
    const full = {
      __typename: "TooManyAddresses",
      code: "TOO_MANY_ADDRESSES",
      message: "An address book holds 50 addresses. Take one out first.",
      limit: 50,
    };
    expect(added.filter((answer) => "id" in answer)).toHaveLength(2);
    expect(added.filter((answer) => !("id" in answer))).toEqual([full, full, full]);
    expect(await house.db.address.count({ where: { accountId: brian.accountId } })).toBe(50);
  });

  it.each([
    [{ name: "A" }, [{ path: "name", code: "TOO_SHORT" }]],
    [{ lines: [] }, [{ path: "lines", code: "TOO_SHORT" }]],
    [{ lines: ["1", "2", "3", "4"] }, [{ path: "lines", code: "TOO_LONG" }]],
    [{ lines: ["fine", " "] }, [{ path: "lines.1", code: "TOO_SHORT" }]],
    [{ lines: ["x".repeat(201)] }, [{ path: "lines.0", code: "TOO_LONG" }]],
    [{ lines: ["two\nlines"] }, [{ path: "lines.0", code: "NOT_ALLOWED" }]],
    [{ lines: ["4242 4242 4242 4242"] }, [{ path: "lines.0", code: "NOT_ALLOWED" }]],
    [{ city: "x".repeat(101) }, [{ path: "city", code: "TOO_LONG" }]],
    [{ region: "x".repeat(101) }, [{ path: "region", code: "TOO_LONG" }]],
    [{ postalCode: "x".repeat(21) }, [{ path: "postalCode", code: "TOO_LONG" }]],
    [{ phone: "12345" }, [{ path: "phone", code: "WRONG_FORMAT" }]],
  ])("names what it cannot take of %j, and changes nothing", async (wrong, refused) => {
    const id = idOf(await add(ada, home));
    const before = await stored();
    const refusal = {
      __typename: "InvalidInput",
      code: "INVALID_INPUT",
      message: "Some values cannot be taken.",
      fields: refused,
    };
    expect(await add(ada, { ...home, ...wrong })).toEqual(refusal);
    expect(await update(ada, id, { ...home, ...wrong })).toEqual(refusal);
    expect(await stored()).toEqual(before);
  });

  it("is for those who are signed in", async () => {
    expect(await add(guest, home)).toEqual(["UNAUTHENTICATED"]);
    expect(await add(ada, { ...home, country: "XX" })).toEqual(["BAD_USER_INPUT"]);
  });
});
