/** The web client's side of the wire: what a page of our own origin sends, with the cookie of a signed-in browser. */
import type { Limits } from '../../../config.ts';
import type { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, type Parts, password } from '../rest/web.ts';

const using = ['core', 'mail', 'submission', 'quota'].map((name) => `urn:ietf:params:jmap:${name}`);

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely.
type Any = any;

export interface Page {
  readonly accountId: string;
  cookie: string;
  /** As script of the page, or a picture in it, would. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  json(method: string, path: string, body?: unknown): Promise<{ status: number; body: Any }>;
  /** Arguments of each answer. */
  jmap(...calls: readonly [string, Record<string, unknown>][]): Promise<Any[]>;
  mailbox(role: string): Promise<string>;
  /** Puts a message into a mailbox. @returns its Email id */
  put(source: string | Buffer, mailboxId: string): Promise<string>;
}

/** A browser that has signed in as one of the people of {@link openWeb}. */
export const signIn = (base: string, who = 'ali'): Promise<Page> => signInAs(base, `${who}@example.org`, password);

export async function signInAs(base: string, user: string, secret: string): Promise<Page> {
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, body: JSON.stringify({ user, password: secret }),
  });
  const { accountId } = (await answer.json()) as { accountId: string };
  const page: Page = {
    accountId,
    cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '',
    fetch: (path, { headers, ...init } = {}) =>
      fetch(base + path, { redirect: 'manual', ...init, headers: { cookie: page.cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', ...(headers as Record<string, string>) } }),
    async json(method, path, body) {
      const response = await page.fetch(path, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    async jmap(...calls) {
      const methodCalls = calls.map(([name, args], i) => [name, { accountId, ...args }, String(i)]);
      const { body } = await page.json('POST', '/jmap/api', { using, methodCalls });
      return (body.methodResponses as [string, Any][]).map(([, args]) => args);
    },
    async mailbox(role) {
      const [{ list }] = await page.jmap(['Mailbox/get', { properties: ['role'] }]);
      return (list as { id: string; role: string }[]).find((one) => one.role === role)?.id ?? '';
    },
    async put(source, mailboxId) {
      const upload = await page.fetch(`/jmap/upload/${accountId}`, { method: 'POST', headers: { 'content-type': 'message/rfc822' }, body: new Uint8Array(Buffer.from(source as string)) });
      const { blobId } = (await upload.json()) as { blobId: string };
      const [{ created }] = await page.jmap(['Email/import', { emails: { one: { blobId, mailboxIds: { [mailboxId]: true } } } }]);
      return created.one.id as string;
    },
  };
  return page;
}

/** A server with the parts that a suite brings, and ali's browser. */
export async function openPage(opener: ReturnType<typeof coreOpener>, parts: Parts = {}, limits: Partial<Limits> = {}) {
  const web = await openWeb(opener, limits, parts);
  const page = await signIn(web.base);
  return { ...web, page };
}

/** A message of these parts, CRLF. */
export const mime = (headers: Readonly<Record<string, string>>, body: string): string =>
  `${Object.entries({ From: 'news@list.example', To: 'ali@example.org', Date: 'Mon, 5 Jan 2026 10:00:00 +0100', 'MIME-Version': '1.0', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body.replace(/\r?\n/g, '\r\n')}`;
