import type { Bench, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { type Invocation, type JmapClient, openJmap } from '../load/jmap.ts';
import type { Account, Running } from '../target.ts';

/** What a list shows of a message. */
const listProperties = ['id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'subject', 'receivedAt', 'size', 'preview', 'hasAttachment'];

/** A mailbox behind a JMAP server, as the measurements use it. */
interface Subject {
  readonly clients: readonly JmapClient[];
  readonly inbox: string;
  /** The newest 500. */
  readonly ids: readonly string[];
  toggle: number;
}

interface Operation {
  readonly name: string;
  readonly unit: string;
  /** Objects that one call deals with. */
  readonly objects: number;
  /** Connections that work at once. */
  readonly clients: number;
  run(subject: Subject, client: JmapClient): Promise<void>;
}

const query = (client: JmapClient, inbox: string, position: number, limit: number): Invocation => [
  'Email/query', { accountId: client.accountId, filter: { inMailbox: inbox }, sort: [{ property: 'receivedAt', isAscending: false }], position, limit, collapseThreads: false }, 'q',
];
const get = (client: JmapClient, properties: readonly string[], more: object = {}): Invocation => [
  'Email/get', { accountId: client.accountId, '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties, ...more }, 'g',
];

async function page({ inbox }: Subject, client: JmapClient, position: number): Promise<void> {
  const list = (await client.call([query(client, inbox, position, 50), get(client, listProperties)]))[1]?.['list'];
  if (!Array.isArray(list) || list.length !== 50) throw new Error('JMAP: a page has not 50 messages');
}

async function flag(subject: Subject, client: JmapClient, count: number): Promise<void> {
  subject.toggle += 1;
  const value = subject.toggle % 2 === 1 ? true : null;
  const update = Object.fromEntries(subject.ids.slice(0, count).map((id) => [id, { 'keywords/$flagged': value }]));
  const updated = (await client.call([['Email/set', { accountId: client.accountId, update }, 's']]))[0]?.['updated'];
  if (typeof updated !== 'object' || updated === null || Object.keys(updated).length !== count) throw new Error('JMAP: not all keywords were set');
}

const operations = (deep: number): Operation[] => [
  { name: 'first page of 50', unit: '/s', objects: 1, clients: 1, run: (subject, client) => page(subject, client, 0) },
  { name: 'first page of 50, 8 at once', unit: '/s', objects: 1, clients: 8, run: (subject, client) => page(subject, client, 0) },
  { name: `page at ${deep}`, unit: '/s', objects: 1, clients: 1, run: (subject, client) => page(subject, client, deep) },
  { name: 'one keyword', unit: '/s', objects: 1, clients: 1, run: (subject, client) => flag(subject, client, 1) },
  { name: '500 keywords at once', unit: 'messages/s', objects: 500, clients: 1, run: (subject, client) => flag(subject, client, 500) },
  {
    name: '50 bodies', unit: '/s', objects: 1, clients: 1,
    async run({ inbox }, client) {
      const answer = await client.call([query(client, inbox, 0, 50), get(client, ['id', 'bodyValues', 'textBody'], { fetchTextBodyValues: true })]);
      const list = answer[1]?.['list'];
      if (!Array.isArray(list) || list.length !== 50 || Object.keys((list[0] as { bodyValues: object }).bodyValues).length === 0) throw new Error('JMAP: bodies are missing');
    },
  },
  {
    name: 'session and Mailbox/get', unit: '/s', objects: 1, clients: 1,
    async run(_subject, client) {
      await client.session();
      await client.call([['Mailbox/get', { accountId: client.accountId, ids: null }, 'm']]);
    },
  },
];

/** JMAP operation by operation beside Cyrus, the one peer that Debian has with JMAP. */
export const jmapOperations: Workload = {
  name: 'jmap-operations',
  measures: 'JMAP beside Cyrus: pages, keywords, bodies, session and Mailbox/get',
  async run(bench) {
    const count = bench.sizes.small;
    const { ours, cyrus } = await bench.mailServers();
    const subjects: { ours?: Subject; cyrus?: Subject } = {};
    try {
      if (ours) subjects.ours = await openSubject(ours, await bench.mailbox(ours, 'small', count), count, '/jmap/session');
      if (cyrus) subjects.cyrus = await openSubject(cyrus, await bench.mailbox(cyrus, 'small', count), count, '/jmap/');
      const figures: Figure[] = [];
      for (const operation of operations(count / 2)) {
        const samples = await bench.interleave(subjects, (subject) => rate(bench, subject, operation));
        figures.push({
          workload: 'jmap-operations', name: operation.name, unit: operation.unit, ours: samples.ours,
          ...bench.beside(samples), aim: { of: 'ratio', bound: 'at least', limit: 5 },
        });
      }
      return figures;
    } finally {
      for (const subject of Object.values(subjects)) for (const client of subject.clients) client.close();
    }
  },
};

async function openSubject(server: Running, account: Account, count: number, sessionPath: string): Promise<Subject> {
  const { http } = server.ports;
  if (http === undefined) throw new Error(`${server.name} has no JMAP`);
  const clients = await Promise.all(Array.from({ length: 8 }, () => openJmap(http, account, sessionPath)));
  const [client] = clients;
  if (!client) throw new Error('no client');
  const list = (await client.call([['Mailbox/get', { accountId: client.accountId, ids: null, properties: ['id', 'role', 'totalEmails'] }, 'm']]))[0]?.['list'] as { id: string; role: string | null; totalEmails: number }[];
  const found = list.find((mailbox) => mailbox.role === 'inbox');
  if (found?.totalEmails !== count) throw new Error(`${server.name}: ${count} messages were put into a mailbox, it shows ${found?.totalEmails}`);
  const inbox = found.id;
  const ids = (await client.call([query(client, inbox, 0, 500)]))[0]?.['ids'];
  if (!Array.isArray(ids) || ids.length !== 500) throw new Error('JMAP: not 500 messages');
  return { clients, inbox, ids: ids as string[], toggle: 0 };
}

/** Objects per second over a stretch of time. */
async function rate(bench: Bench, subject: Subject, operation: Operation): Promise<number> {
  const clients = subject.clients.slice(0, operation.clients);
  for (const client of clients) await operation.run(subject, client);
  const lengthMs = bench.options.quick ? 700 : 2000;
  const start = performance.now();
  let calls = 0;
  await Promise.all(clients.map(async (client) => {
    while (performance.now() - start < lengthMs) {
      await operation.run(subject, client);
      calls += 1;
    }
  }));
  return (calls * operation.objects * 1000) / (performance.now() - start);
}
