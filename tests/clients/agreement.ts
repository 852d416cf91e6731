import { expect } from 'vitest';
import { ImapFlow } from 'imapflow';
import { PASSWORD, type TestServer } from '../setup/server.ts';

/** What one message looks like, whichever protocol tells it. */
interface Seen {
  readonly id: string;
  readonly mailboxes: readonly string[];
  readonly keywords: readonly string[];
  readonly size: number;
}

interface View {
  readonly messages: readonly Seen[];
  /** Name to [messages, unseen]. */
  readonly counters: Readonly<Record<string, readonly [number, number]>>;
}

/** JMAP and IMAP tell the same of every message, flag and counter (memberships marked `\Deleted` left out). */
export async function expectAgreement(server: TestServer, address: string): Promise<number> {
  const [jmap, imap] = [await throughJmap(server, address), await throughImap(server, address)];
  expect(imap).toEqual(jmap);
  const report = await server.running.open.rest.verify?.verify({});
  expect(report?.differences).toEqual([]);
  return jmap.messages.length;
}

export async function jmapCall(server: TestServer, address: string, methodCalls: readonly unknown[]): Promise<[string, Record<string, unknown>, string][]> {
  const answer = await fetch(`${server.http}/jmap/api`, {
    method: 'POST',
    headers: { authorization: basic(address, server.passwordOf(address)), 'content-type': 'application/json' },
    body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission'], methodCalls }),
  });
  return ((await answer.json()) as { methodResponses: [string, Record<string, unknown>, string][] }).methodResponses;
}

/** `list` of the n-th response. @throws Error where there is none, with what came instead */
export function listIn<T>(answers: readonly [string, Record<string, unknown>, string][], n: number): T[] {
  const list = answers[n]?.[1]['list'];
  if (!Array.isArray(list)) throw new Error(`no list in ${JSON.stringify(answers[n])}`);
  return list as T[];
}

export async function accountIdOf(server: TestServer, address: string): Promise<string> {
  const session = (await (await fetch(`${server.http}/jmap/session`, { headers: { authorization: basic(address, server.passwordOf(address)) } })).json()) as { primaryAccounts: Record<string, string> };
  return session.primaryAccounts['urn:ietf:params:jmap:mail'] as string;
}

export const basic = (address: string, password = PASSWORD): string => `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`;

async function throughJmap(server: TestServer, address: string): Promise<View> {
  const accountId = await accountIdOf(server, address);
  const [, mailboxes] = (await jmapCall(server, address, [['Mailbox/get', { accountId }, 'm']]))[0] as [string, Record<string, unknown>, string];
  const list = mailboxes['list'] as { id: string; name: string; parentId: string | null; role: string | null; totalEmails: number; unreadEmails: number }[];
  const byId = new Map(list.map((mailbox) => [mailbox.id, mailbox]));
  const path = (id: string): string => {
    const mailbox = byId.get(id);
    if (!mailbox) return '?';
    const name = mailbox.role === 'inbox' ? 'INBOX' : mailbox.name;
    return mailbox.parentId ? `${path(mailbox.parentId)}/${name}` : name;
  };
  const messages: Seen[] = [];
  for (let position = 0; ; ) {
    const answers = await jmapCall(server, address, [
      ['Email/query', { accountId, position, limit: 500 }, 'q'],
      ['Email/get', { accountId, properties: ['mailboxIds', 'keywords', 'size'], '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' } }, 'g'],
    ]);
    const emails = answers[1]?.[1]['list'] as { id: string; mailboxIds: Record<string, true>; keywords: Record<string, true>; size: number }[];
    for (const { id, mailboxIds, keywords, size } of emails) {
      messages.push({ id, mailboxes: Object.keys(mailboxIds).map(path).sort(), keywords: Object.keys(keywords).sort(), size });
    }
    if (emails.length < 500) break;
    position += emails.length;
  }
  // Unread leaves drafts out; IMAP's unseen does not: drafts that are not seen are added.
  const counters: Record<string, [number, number]> = {};
  for (const mailbox of list) {
    const name = path(mailbox.id);
    const drafts = messages.filter((each) => each.mailboxes.includes(name) && each.keywords.includes('$draft') && !each.keywords.includes('$seen')).length;
    counters[name] = [mailbox.totalEmails, mailbox.unreadEmails + drafts];
  }
  return { messages: messages.sort((a, b) => (a.id < b.id ? -1 : 1)), counters };
}

async function throughImap(server: TestServer, address: string): Promise<View> {
  const client = new ImapFlow({ host: '127.0.0.1', port: server.ports.imap, secure: false, auth: { user: address, pass: server.passwordOf(address) }, logger: false, doSTARTTLS: false });
  await client.connect();
  const found = new Map<string, { mailboxes: string[]; keywords: string[]; size: number }>();
  const counters: Record<string, readonly [number, number]> = {};
  try {
    for (const { path } of await client.list()) {
      const lock = await client.getMailboxLock(path, { readOnly: true } as never);
      let [total, unseen] = [0, 0];
      try {
        if (client.mailbox && client.mailbox.exists > 0) {
          for await (const message of client.fetch('1:*', { flags: true, size: true, uid: true, emailId: true } as never)) {
            const flags = [...(message.flags ?? [])];
            if (flags.includes('\\Deleted')) continue;
            total += 1;
            if (!flags.includes('\\Seen')) unseen += 1;
            const id = message.emailId as string;
            const keywords = flags.filter((flag) => flag !== '\\Recent').map((flag) => flag.replace(/^\\/, '$').toLowerCase()).sort();
            const known = found.get(id);
            if (known) known.mailboxes.push(path);
            else found.set(id, { mailboxes: [path], keywords, size: message.size ?? -1 });
          }
        }
      } finally {
        lock.release();
      }
      counters[path] = [total, unseen];
    }
  } finally {
    await client.logout();
  }
  const messages = [...found].map(([id, each]) => ({ id, mailboxes: each.mailboxes.sort(), keywords: each.keywords, size: each.size }));
  return { messages: messages.sort((a, b) => (a.id < b.id ? -1 : 1)), counters };
}
