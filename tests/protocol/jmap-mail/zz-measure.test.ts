import { performance } from 'node:perf_hooks';
import { test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { withAttachment } from './messages.ts';

const list = ['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt', 'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt', 'hasAttachment', 'preview'];

async function fill(mail: MailFixture, box: number, count: number, start: number): Promise<void> {
  const { db, account } = mail;
  const id = await mail.add(withAttachment, { mailboxes: [box] });
  const [e, p] = await db.read(async (r) => [await r.get<any>(sql`SELECT * FROM email WHERE id = ${id}`), await r.get<any>(sql`SELECT * FROM email_projection WHERE id = ${id}`)]);
  const base = account * 2 ** 32 + start;
  for (let from = 0; from < count; from += 5000) {
    await db.write([account], async (tx) => {
      const n = Array.from({ length: Math.min(5000, count - from) }, (_, i) => from + i);
      const at = (i: number) => 1_000_000_000_000 + ((i * 7919) % count) * 1000;
      const thread = (i: number) => base + 5_000_000 + Math.floor(i / 2);
      await tx.insertMany('email', Object.keys(e), n.map((i) => Object.values({ ...e, id: base + i, thread_id: thread(i), received_at: at(i), keyword_bits: i % 3 === 0 ? 0 : 1 }) as any));
      await tx.insertMany('email_projection', Object.keys(p), n.map((i) => Object.values({ ...p, id: base + i, sort_subject: `s${(i * 31) % 1000}` }) as any));
      await tx.insertMany('membership', ['mailbox_id', 'uid', 'account_id', 'email_id', 'modseq', 'created_modseq', 'visible_from', 'saved_at', 'received_at', 'deleted'], n.map((i) => [box, i + 10, account, base + i, 1, 1, 1, 1, at(i), 0]));
      const t = n.filter((i) => i % 2 === 0);
      await tx.insertMany('thread', ['id', 'account_id', 'created_modseq', 'changed_modseq', 'email_count'], t.map((i) => [thread(i), account, 1, 1, 2]));
      await tx.insertMany('thread_mailbox', ['mailbox_id', 'thread_id', 'account_id', 'latest_received', 'latest_email', 'email_count', 'unread'], t.map((i) => { const late = at(i) > at(i + 1) ? i : i + 1; return [box, thread(i), account, at(late), base + late, 2, 0]; }));
    });
  }
  await db.write([account], async (tx) => { await tx.run(sql`UPDATE mailbox SET total_emails = total_emails + ${count}, total_threads = total_threads + ${count / 2} WHERE id = ${box}`); await tx.run(sql`UPDATE account SET used_count = used_count + ${count} WHERE id = ${account}`); });
}

async function time(what: string, work: () => Promise<unknown>, rounds = 200): Promise<void> {
  for (let i = 0; i < Math.min(30, rounds); i++) await work();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) { const t = performance.now(); await work(); times.push(performance.now() - t); }
  times.sort((a, b) => a - b);
  console.log(`${what}: median ${(times[Math.floor(rounds / 2)] as number).toFixed(2)} ms, p95 ${(times[Math.floor(rounds * 0.95)] as number).toFixed(2)} ms`);
}

eachDatabase((name, makeUrl) => {
  test('measure', async () => {
    const mail = await mailFixture(makeUrl);
    const small = mail.mailbox.archive; const large = mail.mailbox.inbox;
    await fill(mail, small, 10_000, 10_000_000);
    await fill(mail, large, 100_000, 20_000_000);
    for (const [label, box] of [['10k', small], ['100k', large]] as const) {
      const filter = { inMailbox: toId('mailbox', box) };
      const sort = [{ property: 'receivedAt', isAscending: false }];
      const page = (args: object) => async () => { const { ids } = await mail.call('Email/query', { filter, sort, limit: 50, calculateTotal: true, ...args } as any); await mail.call('Email/get', { ids, properties: list }); };
      await time(`${name} ${label} query only`, async () => mail.call('Email/query', { filter, sort, limit: 50, calculateTotal: true }));
      await time(`${name} ${label} first page`, page({}));
      await time(`${name} ${label} first page collapsed`, page({ collapseThreads: true }));
      await time(`${name} ${label} deep page`, page({ position: 9000 }), 50);
      await time(`${name} ${label} unread first page, no total`, page({ filter: { ...filter, notKeyword: '$seen' }, calculateTotal: false }));
      let n = 0;
      await time(`${name} ${label} unread with total, uncached`, page({ filter: { ...filter, notKeyword: '$seen', get minSize() { return n++ % 500; } } }), 10);
      await time(`${name} ${label} subject sort, uncached`, page({ filter: { operator: 'AND', conditions: [filter, { get minSize() { return n++ % 500; } }] }, sort: [{ property: 'subject' }] }), 5);
      await time(`${name} ${label} subject text scan, uncached`, page({ filter: { operator: 'AND', conditions: [filter, { get subject() { return `x${n++}`; } }] } }), 5);
    }
    await time(`${name} all mail first page`, async () => mail.call('Email/query', { limit: 50, calculateTotal: true }));
    await time(`${name} all mail first page collapsed, no total`, async () => mail.call('Email/query', { limit: 50, collapseThreads: true }));
    const { ids } = await mail.call('Email/query', { limit: 1000 });
    await time(`${name} Email/get of 1000`, async () => mail.call('Email/get', { ids, properties: list }), 20);
    // longest stretch of the event loop
    let longest = 0; let last = performance.now();
    const timer = setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last - 1); last = now; }, 1);
    await mail.call('Email/query', { filter: { subject: 'nowhere to be found' }, calculateTotal: true });
    const text = longest; longest = 0;
    await mail.call('Email/query', { sort: [{ property: 'subject' }], calculateTotal: true });
    const sortLongest = longest; clearInterval(timer);
    console.log(`${name} longest stretch: text scan ${text.toFixed(1)} ms, sort of 110k ${sortLongest.toFixed(1)} ms`);
    await mail.close();
  }, 600_000);
});
