import { newId } from "@madang/service-kit";
import { ada, guest, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payments } from "../subgraph.ts";
import { addPayment } from "./addPayment.ts";

const clerk = staff(["payments:write"]);
const start = () => startTestSubgraph(payments);

describe("addPayment", () => {
  let room: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    room = await start();
  });
  afterAll(() => room[Symbol.asyncDispose]());

  const add = (name: string, idempotencyKey = newId("key")) => room.as(clerk).run(addPayment, { idempotencyKey, name });
  const names = async () => (await room.db.payment.findMany({ orderBy: { id: "asc" } })).map(({ name }) => name);

  it("adds what everybody then sees, a page at a time", async () => {
    await add("  First ");
    await add("Second");
    const id = expect.stringMatching(/^payment_[0-9a-z]{26}$/);
    const page =
      "query ($after: String) { payments(first: 1, after: $after) { nodes { id name } pageInfo { endCursor hasNextPage } } }";
    const one = await room.as(guest).query<{ payments: { pageInfo: { endCursor: string } } }>(page);
    expect(one).toMatchObject({
      errors: [],
      data: { payments: { nodes: [{ id, name: "First" }], pageInfo: { hasNextPage: true } } },
    });
    const two = await room.as(guest).query(page, { after: one.data?.payments.pageInfo.endCursor });
    expect(two).toMatchObject({
      data: { payments: { nodes: [{ id, name: "Second" }], pageInfo: { hasNextPage: false } } },
    });
  });

  it("gives the first answer again for the same key, and refuses it for anything else", async () => {
    const answers = await Promise.all([add("Once", "key-of-once"), add("Once", "key-of-once")]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await add("Twice", "key-of-once")).toMatchObject({ __typename: "IdempotencyConflict" });
    expect((await names()).filter((name) => ["Once", "Twice"].includes(name))).toEqual(["Once"]);
  });

  it("changes nothing when the name is taken, and says so in the viewer's language", async () => {
    await add("Taken");
    const before = await names();
    const korean = room.as(staff(["payments:write"], { locale: "ko" }));
    expect(await korean.run(addPayment, { idempotencyKey: newId("key"), name: "Taken" })).toEqual({
      __typename: "PaymentNameTaken",
      code: "PAYMENT_NAME_TAKEN",
      message: "이미 쓰이고 있는 이름입니다.",
    });
    expect(await names()).toEqual(before);
    expect(await room.published()).toEqual([]);
  });

  it.each([
    ["x", "TOO_SHORT"],
    ["x".repeat(101), "TOO_LONG"],
    ["two\nlines", "NOT_ALLOWED"],
  ])("refuses the name %j", async (name, code) => {
    expect(await add(name)).toMatchObject({ __typename: "InvalidInput", fields: [{ path: "name", code }] });
  });

  it("is for staff with the scope alone", async () => {
    const mutation = 'mutation { addPayment(input: { idempotencyKey: "12345678", name: "Mine" }) { __typename } }';
    const codeFor = async (viewer: typeof guest) =>
      (await room.as(viewer).query(mutation)).errors[0]?.extensions?.["code"];
    expect(await codeFor(guest)).toBe("UNAUTHENTICATED");
    expect(await codeFor(ada)).toBe("FORBIDDEN");
    expect(await codeFor(staff(["catalog:write"]))).toBe("FORBIDDEN");
    expect(await names()).not.toContain("Mine");
  });
});
