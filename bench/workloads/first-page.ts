import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { type Invocation, type JmapClient, openJmap } from '../load/jmap.ts';
import { median, timed } from '../statistics.ts';

/** What a list shows of a message. */
const listProperties = [
  'id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'subject', 'receivedAt', 'size', 'preview', 'hasAttachment',
];

/**
 * The first page of a mailbox in one request: the 50 newest, and what a list shows of them by result reference. What
 * matters is that it does not grow with the mailbox, so that ours is compared with ours.
 */
export const firstPage: Workload = {
  name: 'first-page',
  measures: 'JMAP Email/query (50 newest) with Email/get by result reference, at 10 000 and at 100 000 messages',
  async run(bench) {
    const { ours } = await bench.running();
    if (!ours) return [];
    const { http } = ours.ports;
    if (http === undefined) throw new Error('no HTTP port');
    const { small, large } = bench.sizes;
    const pages: { small: Page; large: Page } = {
      small: await openPage(http, await bench.mailbox(ours, 'small', small)),
      large: await openPage(http, await bench.mailbox(ours, 'large', large)),
    };
    const requests = bench.options.quick ? 20 : 60;
    const figures: Figure[] = [];
    for (const form of [{ collapseThreads: false }, { collapseThreads: true }, { collapseThreads: true, calculateTotal: true }]) {
      for (const page of [pages.small, pages.large]) for (let n = 0; n < 20; n++) await page.read(form);
      const times: { small: number[]; large: number[] } = { small: [], large: [] };
      for (let round = 0; round < bench.options.rounds; round++) {
        const one: { small: number[]; large: number[] } = { small: [], large: [] };
        for (let n = 0; n < requests; n++) {
          one.small.push(await timed(() => pages.small.read(form)));
          one.large.push(await timed(() => pages.large.read(form)));
        }
        times.small.push(median(one.small));
        times.large.push(median(one.large));
      }
      figures.push({
        workload: 'first-page',
        name: `first page of ${large}${form.collapseThreads ? ', collapsed' : ''}${form.calculateTotal ? ', with total' : ''}`,
        unit: 'ms',
        ours: times.large,
        reference: { label: `of ${small}`, samples: times.small },
        aim: { of: 'ratio', bound: 'at most', limit: 1.5 },
      });
    }
    pages.small.close();
    pages.large.close();
    return figures;
  },
};

interface Form {
  readonly collapseThreads: boolean;
  readonly calculateTotal?: boolean;
}

interface Page {
  read(form: Form): Promise<void>;
  close(): void;
}

async function openPage(port: number, account: Parameters<typeof openJmap>[1]): Promise<Page> {
  const client = await openJmap(port, account);
  const inbox = await findInbox(client);
  return {
    async read({ collapseThreads, calculateTotal = false }) {
      const calls: Invocation[] = [
        [
          'Email/query',
          {
            accountId: client.accountId,
            filter: { inMailbox: inbox },
            sort: [{ property: 'receivedAt', isAscending: false }],
            limit: 50,
            collapseThreads,
            calculateTotal,
          },
          'q',
        ],
        [
          'Email/get',
          {
            accountId: client.accountId,
            '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
            properties: listProperties,
          },
          'g',
        ],
      ];
      const list = (await client.call(calls))[1]?.['list'];
      if (!Array.isArray(list) || list.length !== 50) throw new Error('JMAP: the first page has not 50 messages');
    },
    close: () => client.close(),
  };
}

async function findInbox(client: JmapClient): Promise<string> {
  const [mailboxes] = await client.call([['Mailbox/get', { accountId: client.accountId, ids: null, properties: ['id', 'role'] }, 'm']]);
  const list: unknown = mailboxes?.['list'];
  const inbox: unknown = Array.isArray(list) ? list.find((mailbox: { role?: unknown }) => mailbox.role === 'inbox') : undefined;
  if (typeof inbox === 'object' && inbox !== null && 'id' in inbox && typeof inbox.id === 'string') return inbox.id;
  throw new Error('JMAP: no mailbox with the role inbox');
}
