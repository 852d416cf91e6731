import { setTimeout as pause } from 'node:timers/promises';
import { type Bench, domain, fill, type Sides, type Workload } from '../bench.ts';
import type { Aim, Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { type JmapClient, openJmap } from '../load/jmap.ts';
import { cyrusWith } from '../peers/cyrus-mailbox.ts';
import { searched, searchMessages } from '../search-messages.ts';
import { median, quantile, timed } from '../statistics.ts';
import type { Account, Running } from '../target.ts';

const password = 'Bench-4f2c-9ab7-Lyon';
const reader = (name: string): Account => ({ address: `${name}@${domain}`, password, role: 'reader' });
const solo = reader('solo');
const many = Array.from({ length: 50 }, (_, n) => reader(`s${n + 1}`));

/** 50 times as fast as a scan. */
const aim: Aim = { of: 'ratio', bound: 'at most', limit: 0.02 };

interface Query {
  readonly name: string;
  /** Keys of SEARCH (RFC 9051 §6.4.4). */
  readonly imap: string;
  /** Email/query's `text`. */
  readonly text: string;
}

const literal = (text: string): string => `{${Buffer.byteLength(text)}+}\r\n${text}`;

const queries: readonly Query[] = [
  { name: 'rare word', imap: `TEXT ${searched.rare}`, text: searched.rare },
  { name: 'common word', imap: `TEXT ${searched.common}`, text: searched.common },
  { name: 'substring', imap: `TEXT ${searched.substring}`, text: searched.substring },
  { name: 'two words', imap: searched.two.map((word) => `TEXT ${word}`).join(' '), text: searched.two.join(' ') },
  { name: 'Arabic', imap: `CHARSET UTF-8 TEXT ${literal(searched.arabic)}`, text: searched.arabic },
];

/** Text search in one large account and in one of fifty, by IMAP beside Dovecot, by JMAP in the large one beside Cyrus. Each server has its own folder and mail for this. */
export const search: Workload = {
  name: 'search',
  measures: 'SEARCH TEXT and JMAP text queries: rare, common, substring, two words, Arabic; in one account of 10 000, and in 50 accounts of 2 000',
  async run(bench) {
    const sizes = bench.options.quick ? { solo: 2_000, each: 100 } : { solo: 10_000, each: 2_000 };
    const started: { ours?: Running; peer?: Running } = {};
    let beside: Running | undefined;
    try {
      for (const side of ['ours', 'peer'] as const) {
        const target = bench.targets[side];
        if (!target) continue;
        bench.say(`starting ${target.name}, ${many.length + 1} accounts`);
        const running = await target.start({ folder: bench.freshFolder(`${target.name}-search`), accounts: [solo, ...many] });
        started[side] = running;
        bench.say(`filling ${running.name} with ${sizes.solo + many.length * sizes.each} messages`);
        await fill(running, solo, sizes.solo, searchMessages('solo'));
        for (const account of many) await fill(running, account, sizes.each, searchMessages(account.address.split('@')[0] ?? ''));
      }
      beside = await cyrusWith(bench, 'solo', searchMessages('solo'), sizes.solo);
      return [
        ...(await measure(bench, started, [solo], `in ${sizes.solo}`)),
        ...(await besideCyrus(bench, started.ours, beside, `in ${sizes.solo}`)),
        ...(await measure(bench, started, many, `${many.length} accounts of ${sizes.each}`)),
      ];
    } finally {
      await Promise.all([started.ours?.stop(), started.peer?.stop(), beside?.stop()]);
    }
  },
};

async function measure(bench: Bench, servers: Sides<Running>, accounts: readonly Account[], where: string): Promise<Figure[]> {
  const sessions: { ours?: ImapConnection[]; peer?: ImapConnection[] } = {};
  const figures: Figure[] = [];
  let pages: JmapClient[] = [];
  try {
    for (const [side, server] of bench.order(servers, 0)) {
      sessions[side] = await Promise.all(accounts.map(async (account) => {
        const imap = await ImapConnection.signIn(server.ports.imap, account);
        await imap.ok('SELECT INBOX');
        return imap;
      }));
      // What came is indexed by the first search; later ones are measured.
      const ms = await timed(async () => {
        for (const imap of sessions[side] ?? []) await imap.ok(`SEARCH ${queries[0]?.imap}`);
      });
      bench.say(`${server.name}: first search of each account, ${where}: ${Math.round(ms)} ms together`);
    }
    if (servers.ours?.ports.http !== undefined) {
      const port = servers.ours.ports.http;
      pages = await Promise.all(accounts.map((account) => openJmap(port, account)));
    }
    for (const query of queries) {
      bench.say(`${query.name}, ${where}`);
      await sameHits(sessions, query);
      const slowest: number[] = [];
      const samples = await bench.interleave(sessions, async (connections, side, round) => {
        const times: number[] = [];
        const repeats = side === 'ours' ? 40 : bench.options.quick ? 3 : 5;
        for (let n = 0; n < repeats; n++) {
          const imap = connections[(round * repeats + n) % connections.length];
          if (imap) times.push(await timed(() => imap.ok(`SEARCH ${query.imap}`)));
        }
        if (side === 'ours') slowest.push(quantile(times, 0.99));
        return median(times);
      });
      figures.push(
        { workload: 'search', name: `SEARCH ${query.name} ${where}`, unit: 'ms', ours: samples.ours, ...bench.beside(samples), aim },
        { workload: 'search', name: `SEARCH ${query.name} ${where}, p99`, unit: 'ms', ours: slowest },
      );
      if (pages.length === 0) continue;
      const times: number[] = [];
      for (let round = 0; round < bench.options.rounds; round++) {
        const one: number[] = [];
        for (let n = 0; n < 40; n++) {
          const client = pages[(round * 40 + n) % pages.length];
          // Each its own query: results are kept.
          if (client) one.push(await timed(() => page(client, query.text, round * 40 + n)));
        }
        times.push(median(one));
      }
      figures.push({ workload: 'search', name: `JMAP ${query.name} ${where}, first 50`, unit: 'ms', ours: times });
    }
    return figures;
  } finally {
    for (const imap of [...(sessions.ours ?? []), ...(sessions.peer ?? [])]) imap.close();
    for (const client of pages) client.close();
  }
}

/** The same text queries by JMAP; Cyrus knows whole words only, so that parts of words are left out. */
async function besideCyrus(bench: Bench, ours: Running | undefined, cyrus: Running | undefined, where: string): Promise<Figure[]> {
  if (ours?.ports.http === undefined || cyrus?.ports.http === undefined) return [];
  const [account] = cyrus.accounts;
  if (!account) return [];
  const clients = { ours: await openJmap(ours.ports.http, solo), cyrus: await openJmap(cyrus.ports.http, account, '/jmap/') };
  const figures: Figure[] = [];
  try {
    await indexed(clients.cyrus);
    let n = 0;
    for (const query of queries) {
      if (query.text === searched.substring) continue;
      const samples = await bench.interleave(clients, async (client) => {
        const times: number[] = [];
        for (let i = 0; i < 20; i++) times.push(await timed(() => page(client, query.text, n++)));
        return median(times);
      });
      figures.push({
        workload: 'search', name: `JMAP ${query.name} ${where}, first 50`, unit: 'ms', ours: samples.ours, ...bench.beside(samples),
        aim: { of: 'ratio', bound: 'at most', limit: 1 },
      });
    }
    return figures;
  } finally {
    for (const client of Object.values(clients)) client.close();
  }
}

/** Cyrus indexes behind its deliveries: waits until two looks find as many messages. */
async function indexed(client: JmapClient): Promise<void> {
  const total = async (): Promise<unknown> =>
    (await client.call([['Email/query', { accountId: client.accountId, filter: { text: searched.common }, calculateTotal: true, limit: 1 }, 'q']]))[0]?.['total'];
  for (let before: unknown = -1, tries = 0; tries < 60; tries++) {
    const now = await total();
    if (now === before && Number(now) > 0) return;
    before = now;
    await pause(2000);
  }
  throw new Error('Cyrus did not come to an end with its index');
}

async function page(client: JmapClient, text: string, n: number): Promise<void> {
  const filter = { operator: 'AND', conditions: [{ text }, { minSize: n }] };
  const [answer] = await client.call([['Email/query', { accountId: client.accountId, filter, sort: [{ property: 'receivedAt', isAscending: false }], limit: 50 }, 'q']]);
  if (!Array.isArray(answer?.['ids']) || answer['ids'].length === 0) throw new Error(`JMAP: ${text} was not found`);
}

/** Both find as many messages; that of a scan may be fewer where it knows fewer forms of a letter. */
async function sameHits(sessions: Sides<ImapConnection[]>, query: Query): Promise<void> {
  const counts: number[] = [];
  for (const connections of [sessions.ours, sessions.peer]) {
    const imap = connections?.[0];
    if (imap) counts.push(((await imap.ok(`SEARCH ${query.imap}`, true)).lines.join(' ').match(/ \d+/g) ?? []).length);
  }
  const [ours, peer] = counts;
  if (ours === 0) throw new Error(`${query.name}: nothing was found`);
  if (ours !== undefined && peer !== undefined && ours < peer) throw new Error(`${query.name}: ${ours} messages were found, by the peer ${peer}`);
}
