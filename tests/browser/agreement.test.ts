/** Two browsers, mbsync and a JMAP script change one mailbox in turns: after every change all show the same, and so does the server through IMAP. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { accountIdOf, expectAgreement, jmapCall, listIn } from '../clients/agreement.ts';
import { run } from '../clients/run.ts';
import { LmtpClient } from '../setup/lmtp.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, type TestServer } from '../setup/server.ts';
import { inBrowserOnEachDatabase } from './setup/in-browser.ts';

const address = 'alice@example.com';
const seed = Number(process.env['MESSAGERIE_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Subject to what a list shows of it: unread, flagged. */
type Inbox = Record<string, string>;

needs('mbsync')('agreement', () => {
  inBrowserOnEachDatabase('two browsers, mbsync and a JMAP script', { people: ['alice'] }, (at) => {
    const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test(`agree after every change (seed ${seed})`, async () => {
      const { server } = at;
      const random = generator(seed);
      const lmtp = new LmtpClient(server.ports.lmtp);
      let delivered = 0;
      const deliver = async (count: number) => {
        for (let i = 0; i < count; i++) {
          const n = String(++delivered).padStart(3, '0');
          const message = `From: Bob <bob@example.net>\r\nTo: ${address}\r\nSubject: letter ${n}\r\nMessage-ID: <${n}-${seed}@example.net>\r\n\r\ntext ${n}\r\n`;
          expect(await (delivered === 1 ? lmtp.deliver(address, message) : lmtp.again(address, message))).toBe(true);
        }
      };
      await deliver(12);
      const sync = mbsync(server, folder);
      const [first, second] = [(await at.visit({ person: 'alice', path: '/mail' })).page, (await at.visit({ person: 'alice', path: '/mail', language: 'ar' })).page];
      // High enough for every row to be in the page.
      for (const page of [first, second]) await page.setViewportSize({ width: 1280, height: 3_600 });
      // A page shows a change before the server has it: the three are asked until they say the same.
      const settle = async () => {
        await expect
          .poll(async () => {
            const [one, two, truth] = await Promise.all([inboxOnPage(first), inboxOnPage(second), inboxByJmap(server)]);
            return { first: differences(one, truth), second: differences(two, truth) };
          }, { timeout: 30_000 })
          .toEqual({ first: [], second: [] });
      };
      await settle();
      await sync();

      for (let step = 0; step < 14; step++) {
        const subjects = Object.keys(await inboxByJmap(server)).sort();
        const one = subjects[Math.floor(random() * subjects.length)] as string;
        const page = random() < 0.5 ? first : second;
        switch (Math.floor(random() * 6)) {
          case 0:
            await onRow(page, one, 'e');
            break;
          case 1:
            await onRow(page, one, 's');
            break;
          case 2:
            await onRow(page, one, '#');
            break;
          case 3:
            await byScript(server, one);
            break;
          case 4:
            await deliver(2);
            break;
          default:
            await sync();
            changeFiles(join(folder, 'mail', 'INBOX'), random);
            await sync();
        }
        await settle();
      }
      await sync();
      await settle();
      expect(await expectAgreement(server, address)).toBeGreaterThan(0);
    }, 120_000);
  });
});

/** Subjects that the two tell differently, with what each says. */
function differences(shown: Inbox, truth: Inbox): string[] {
  return [...new Set([...Object.keys(shown), ...Object.keys(truth)])].filter((subject) => shown[subject] !== truth[subject]).map((subject) => `${subject}: ${shown[subject]} shown, ${truth[subject]} true`);
}

/** A key on the row of a message, as a person does it: point at it, choose it, press. */
async function onRow(page: Page, subject: string, key: string): Promise<void> {
  const row = page.locator('[role=row]', { hasText: subject });
  await row.hover();
  await row.locator('button[aria-pressed]').click();
  await page.keyboard.press(key);
  // What is still in the list stays chosen: the next one begins anew.
  await page.keyboard.press('*');
  await page.keyboard.press('n');
}

async function inboxOnPage(page: Page): Promise<Inbox> {
  return page.locator('[role=grid]').evaluateAll((grids) => {
    const shown: Record<string, string> = {};
    for (const row of grids[0]?.querySelectorAll<HTMLElement>('[role=row]') ?? []) {
      const subject = /letter \d+/.exec(row.textContent ?? '')?.[0];
      if (subject) shown[subject] = `${row.dataset['unread'] ? 'unread' : 'read'} ${row.querySelector('svg[class*="_flag_"]') ? 'flagged' : ''}`.trim();
    }
    return shown;
  });
}

async function inboxByJmap(server: TestServer): Promise<Inbox> {
  const accountId = await accountIdOf(server, address);
  const answers = await jmapCall(server, address, [
    ['Mailbox/query', { accountId, filter: { role: 'inbox' } }, 'm'],
    ['Mailbox/get', { accountId, '#ids': { resultOf: 'm', name: 'Mailbox/query', path: '/ids' }, properties: ['role'] }, 'b'],
  ]);
  const inbox = listIn<{ id: string }>(answers, 1)[0]?.id;
  const emails = await jmapCall(server, address, [
    ['Email/query', { accountId, filter: { inMailbox: inbox } }, 'q'],
    ['Email/get', { accountId, '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['subject', 'keywords'] }, 'g'],
  ]);
  return Object.fromEntries(
    listIn<{ subject: string; keywords: Record<string, true> }>(emails, 1).map(({ subject, keywords }) => [
      subject,
      `${'$seen' in keywords ? 'read' : 'unread'} ${'$flagged' in keywords ? 'flagged' : ''}`.trim(),
    ]),
  );
}

/** The script marks a message as read and moves it to a folder of its own. */
async function byScript(server: TestServer, subject: string): Promise<void> {
  const accountId = await accountIdOf(server, address);
  const found = await jmapCall(server, address, [
    ['Email/query', { accountId, filter: { subject } }, 'q'],
    ['Mailbox/set', { accountId, create: { new: { name: `by script ${subject}` } } }, 's'],
  ]);
  const [id] = found[0]?.[1]['ids'] as string[];
  const created = found[1]?.[1]['created'] as { new: { id: string } };
  await jmapCall(server, address, [['Email/set', { accountId, update: { [id as string]: { 'keywords/$seen': true, mailboxIds: { [created.new.id]: true } } } }, 'u']]);
}

/** On mbsync's side: one message read and flagged, one thrown away. */
function changeFiles(inbox: string, random: () => number): void {
  const files = ['new', 'cur'].flatMap((part) => readdirSync(join(inbox, part)).map((name) => join(part, name))).sort();
  const pick = () => files.splice(Math.floor(random() * files.length), 1)[0];
  const [marked, gone] = [pick(), pick()];
  if (marked) renameSync(join(inbox, marked), join(inbox, 'cur', `${marked.replace(/^.*\//, '').replace(/:2,.*$/, '')}:2,FS`));
  if (gone) rmSync(join(inbox, gone));
}

function mbsync(server: TestServer, folder: string): () => Promise<void> {
  mkdirSync(join(folder, 'mail'), { recursive: true });
  const config = join(folder, 'mbsyncrc');
  writeFileSync(
    config,
    `IMAPStore far\nHost 127.0.0.1\nPort ${server.ports.imap}\nUser ${address}\nPass "${PASSWORD}"\nSSLType None\nAuthMechs LOGIN\n\nMaildirStore near\nPath ${folder}/mail/\nInbox ${folder}/mail/INBOX\nSubFolders Verbatim\n\nChannel mail\nFar :far:\nNear :near:\nPatterns *\nCreate Both\nExpunge Both\nSyncState *\n`,
  );
  return async () => {
    const { code, out } = await run(program('mbsync'), ['-c', config, '-a', '-V']);
    expect(code, out).toBe(0);
  };
}

/** Mulberry32: small, and the same everywhere. */
function generator(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
