import { newId } from "@madang/service-kit";
import { ada, guest, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyOldMails } from "./actions/emptyOldMails.ts";
import { enqueueDueMails } from "./actions/enqueueDueMails.ts";
import { markMailRefused } from "./actions/markMailRefused.ts";
import { markMailSent } from "./actions/markMailSent.ts";
import { startAttempt } from "./actions/startAttempt.ts";
import { checks } from "./data/checks.ts";
import { notifications } from "./subgraph.ts";

const clerk = staff(["notifications:read"]);
const hour = 3_600_000;

const open = () => startTestSubgraph(notifications, { env: { SMTP_URL: "smtp://127.0.0.1:9" } });
type Office = Awaited<ReturnType<typeof open>>;

describe("the log of mails", () => {
  let office: Office;
  const began = new Date("2026-11-20T09:30:00Z");
  beforeAll(async () => {
    office = await open();
    office.clock.set(began);
  });
  afterAll(() => office[Symbol.asyncDispose]());

  const aMail = async (more: object = {}) => {
    const id = newId("mail");
    const createdAt = await office.clock(office.db);
    await office.db.mail.create({
      data: {
        id,
        messageId: `<${id}@madang.example>`,
        eventId: crypto.randomUUID(),
        subjectId: newId("order"),
        template: "welcome",
        locale: "en",
        recipient: "ada@example.com",
        subject: "Welcome",
        text: "Hello",
        html: "<p>Hello</p>",
        createdAt,
        dueAt: createdAt,
        ...more,
      },
    });
    return id;
  };
  const list = `query ($to: EmailAddress, $subjectId: ID, $first: Int! = 20, $after: String) {
    mails(to: $to, subjectId: $subjectId, first: $first, after: $after) {
      nodes { id to status attempts sentAt } pageInfo { hasNextPage endCursor } } }`;
  type Page = { mails: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
  const ask = (variables: object, viewer = clerk) => office.as(viewer).query<Page>(list, variables);

  it("goes page by page, newest first, also among mails of one moment", async () => {
    const to = "page@example.com";
    const subjectId = newId("order");
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await aMail({ recipient: to, subjectId: i < 3 ? subjectId : newId("order") }));
    const first = await ask({ to, first: 2 });
    const { endCursor } = first.data?.mails.pageInfo ?? {};
    const rest = await ask({ to, first: 3, after: endCursor });
    expect([first, rest].flatMap(({ data }) => data?.mails.nodes.map(({ id }) => id))).toEqual(ids.toReversed());
    expect(rest.data?.mails.pageInfo.hasNextPage).toBe(false);
    expect((await ask({ to, subjectId })).data?.mails.nodes).toHaveLength(3);

    const codes = async (variables: object) =>
      (await ask(variables)).errors.map(({ extensions }) => extensions?.["code"]);
    expect(await codes({ to, after: "forged" })).toEqual(["INVALID_CURSOR"]);
    expect(await codes({ to: "other@example.com", after: endCursor })).toEqual(["INVALID_CURSOR"]);
    expect(await codes({ first: 101 })).toEqual(["BAD_USER_INPUT"]);
  });

  it("is for staff with the scope, entities included", async () => {
    const id = await aMail();
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Mail { id subject messageId } } }`;
    const of = [{ __typename: "Mail", id }];
    for (const [viewer, code] of [
      [guest, "UNAUTHENTICATED"],
      [ada, "FORBIDDEN"],
      [staff(["orders:read"]), "FORBIDDEN"],
    ] as const)
      for (const { data, errors } of [
        await office.as(viewer).query(entity, { of }),
        await office.as(viewer).query(list),
      ]) {
        expect(errors[0]?.extensions?.["code"]).toBe(code);
        expect(JSON.stringify(data)).not.toContain("Welcome");
      }
    const all = [...of, { __typename: "Mail", id: newId("mail") }, { __typename: "Mail", id: "mail_x" }];
    expect((await office.as(clerk).query(entity, { of: all })).data).toEqual({
      _entities: [{ id, subject: "Welcome", messageId: `<${id}@madang.example>` }, null, null],
    });
  });

  it("puts a refused mail off, longer each time, and gives up after three days", async () => {
    const mailId = await aMail();
    const as = office.as(clerk);
    const row = () => office.db.mail.findUniqueOrThrow({ where: { id: mailId } });
    const refuse = async () => {
      const { attempts } = await row();
      await as.run(startAttempt, { mailId, attempts });
      await as.run(markMailRefused, { mailId, attempts: attempts + 1, error: "451 Later", final: false });
      const { status, dueAt } = await row();
      return [status, dueAt.getTime() - (await office.clock(office.db)).getTime()];
    };
    expect([await refuse(), await refuse(), await refuse()]).toEqual([
      ["QUEUED", 2_000],
      ["QUEUED", 4_000],
      ["QUEUED", 8_000],
    ]);
    office.clock.advance(72 * hour);
    expect((await refuse())[0]).toBe("FAILED");
    expect(await as.run(startAttempt, { mailId, attempts: 4 })).toBeNull();
    office.clock.set(began);
  });

  it("takes up what is due once, whoever looks", async () => {
    await office.db.mail.updateMany({ data: { status: "FAILED" } });
    const due = await aMail();
    await aMail({ dueAt: new Date(began.getTime() + 1) });
    const counts = await Promise.all([1, 2, 3].map(() => office.as(clerk).run(enqueueDueMails, undefined)));
    expect(counts.toSorted()).toEqual([0, 0, 1]);
    expect(await office.db.kitDelivery.findMany({ select: { kind: true, name: true, body: true } })).toEqual([
      { kind: "job", name: "sendMail", body: { mailId: due, attempts: 0 } },
    ]);
  });

  it("keeps a sent mail sent, whatever a late second attempt has to say", async () => {
    const mailId = await aMail();
    const as = office.as(clerk);
    await as.run(startAttempt, { mailId, attempts: 0 });
    await as.run(markMailSent, { mailId, receipt: "250 ok" });
    await as.run(markMailRefused, { mailId, attempts: 1, error: "550 no", final: true });
    expect(await office.db.mail.findUnique({ where: { id: mailId } })).toMatchObject({
      status: "SENT",
      sentAt: began,
      lastError: null,
    });
  });

  it("leaves it to the attempt that is on its way what becomes of a mail that an earlier one was refused", async () => {
    const mailId = await aMail();
    const as = office.as(clerk);
    for (const attempts of [0, 1]) await as.run(startAttempt, { mailId, attempts });
    const before = await office.db.mail.findUnique({ where: { id: mailId } });
    await as.run(markMailRefused, { mailId, attempts: 1, error: "550 no", final: true });
    expect(await office.db.mail.findUnique({ where: { id: mailId } })).toEqual(before);
  });

  it("forgets the texts of old mails, but no row, and none that is still to be sent", async () => {
    const createdAt = new Date(began.getTime() - 90 * 24 * hour - 1);
    const [sent, queued] = [await aMail({ createdAt, status: "SENT", sentAt: began }), await aMail({ createdAt })];
    const [young] = [await aMail({ status: "SENT", sentAt: began })];
    expect(await office.as(clerk).run(emptyOldMails, undefined)).toBe(1);
    const texts = await office.db.mail.findMany({
      where: { id: { in: [sent, queued, young] } },
      orderBy: { id: "asc" },
    });
    expect(texts.map(({ text, html }) => [text, html])).toEqual([
      ["", ""],
      ["Hello", "<p>Hello</p>"],
      ["Hello", "<p>Hello</p>"],
    ]);
  });

  it("is wrong about no mail but those that wait for over 15 minutes", async () => {
    await office.db.mail.deleteMany();
    const at = (minutes: number) => new Date(began.getTime() - minutes * 60_000);
    const found = async () => (await Promise.all(checks.map(({ find }) => find(office.db, began)))).flat();
    await aMail({ createdAt: at(15) });
    await aMail({ createdAt: at(16), status: "SENT", sentAt: began });
    await aMail({ createdAt: at(16), status: "FAILED" });
    expect(await found()).toEqual([]);
    const more = { subjectId: "order_x", attempts: 3, lastError: "451 Later" };
    const late = await aMail({ createdAt: at(16), ...more });
    expect(await found()).toEqual([
      { subject: late, detail: "welcome about order_x waits since 2026-11-20T09:14:00Z, tried 3 times: 451 Later" },
    ]);
  });

  it("takes no header with a line break, whoever writes it", async () => {
    await expect(aMail({ subject: "Hello\r\nBcc: eve@example.com" })).rejects.toThrow("mail_headers_are_one_line");
  });
});

describe("the settings", () => {
  it.each([
    ["MAIL_FROM", "Shop\r\nBcc: eve@example.com <shop@example.com>"],
    ["MAIL_FROM", "shop@example.com"],
    ["MAIL_DOMAIN", "no domain"],
    ["SMTP_URL", "http://127.0.0.1"],
  ])("stop the start when %s is %j", (name, value) => {
    expect(() => notifications.env?.({ SMTP_URL: "smtp://127.0.0.1:9", [name]: value })).toThrow(`${name}:`);
  });
});
