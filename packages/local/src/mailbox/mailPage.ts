import Fastify from "fastify";
import { portOf } from "../launcher/listening.ts";
import { localOnly } from "../pages/localOnly.ts";
import type { Mail, MailStore, MailsPage } from "./mailStore.ts";

const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'none'; base-uri 'none'";
// The mail's own HTML runs no script, loads nothing from elsewhere and has no access to this page.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd}
pre{white-space:pre-wrap;background:#f6f6f4;padding:1rem}iframe{width:100%;height:30rem;border:1px solid #ddd}dt{font-weight:600}`;

/** The page that lists the mails and shows one. */
export async function startMailPage(port: number, store: MailStore) {
  const page = Fastify({ logger: false });
  localOnly(page);
  page.addHook("onSend", async (_, reply) => {
    reply.header("x-content-type-options", "nosniff").header("referrer-policy", "no-referrer");
    if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", policy);
  });
  page.get<{ Querystring: { skip?: string } }>("/", async ({ query: { skip = "0" } }, reply) => {
    const from = /^\d{1,9}$/.test(skip) ? Number(skip) : 0;
    return reply.type("text/html; charset=utf-8").send(list(await store.some(from, perPage), from));
  });
  page.get("/mails.json", async () => store.all());
  page.get<{ Params: { id: string } }>("/mails/:id", async ({ params }, reply) => {
    const mail = await store.find(params.id);
    return mail ? reply.type("text/html; charset=utf-8").send(one(mail)) : reply.callNotFound();
  });
  page.get<{ Params: { id: string } }>("/mails/:id/html", async ({ params }, reply) => {
    const mail = await store.find(params.id);
    if (!mail) return reply.callNotFound();
    return reply.type("text/html; charset=utf-8").header("content-security-policy", mailPolicy).send(mail.html);
  });
  page.setNotFoundHandler((_, reply) =>
    reply.code(404).type("text/html; charset=utf-8").send(document("No such mail", `<p><a href="/">All mails</a></p>`)),
  );
  await page.listen({ port, host: "127.0.0.1" });
  return { port: portOf(page.addresses()[0]), stop: () => page.close() };
}

/** Each is read and parsed to be listed. */
const perPage = 100;

function list({ mails, total }: MailsPage, skip: number): string {
  if (total === 0) return document("Mail box", "<p>No mail has come yet.</p>");
  const rows = mails.map(
    ({ id, receivedAt, to, subject }) =>
      `<tr><td>${receivedAt.toISOString()}</td><td>${escapeHtml(to.join(", "))}</td>` +
      `<td><a href="/mails/${escapeHtml(id)}">${escapeHtml(subject || "(no subject)")}</a></td></tr>`,
  );
  const newer = skip > 0 ? ` <a href="/?skip=${Math.max(skip - perPage, 0)}">Newer</a>` : "";
  const older = skip + perPage < total ? ` <a href="/?skip=${skip + perPage}">Older</a>` : "";
  const range = mails.length > 0 ? `${skip + 1} to ${skip + mails.length}` : "None";
  const shown = total > mails.length ? `<p>${range} of ${total}${newer}${older}</p>` : "";
  return document(
    "Mail box",
    `${shown}<table><tr><th>Came</th><th>To</th><th>Subject</th></tr>${rows.join("")}</table>`,
  );
}

function one(mail: Mail): string {
  const facts = [
    ["From", mail.from],
    ["To", mail.to.join(", ")],
    ["Came", mail.receivedAt.toISOString()],
    ["Message-ID", mail.messageId ?? ""],
  ].map(([term, fact]) => `<dt>${term}</dt><dd>${escapeHtml(fact ?? "")}</dd>`);
  const html = mail.html
    ? `<iframe sandbox title="The mail as HTML" src="/mails/${escapeHtml(mail.id)}/html"></iframe>`
    : "";
  const body = `<p><a href="/">All mails</a></p><dl>${facts.join("")}</dl><pre>${escapeHtml(mail.text)}</pre>${html}`;
  return document(mail.subject || "(no subject)", body);
}

function document(title: string, body: string): string {
  const heading = escapeHtml(title);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${heading}</title><style>${style}</style><h1>${heading}</h1>${body}</html>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
