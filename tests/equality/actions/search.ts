/** The same question by IMAP SEARCH and by Email/query (RFC 9051 §6.4.4, RFC 8621 §4.4): each finds what the model does. */
import { expect } from 'vitest';
import { quoted } from '../drivers/imap.ts';
import type { Email, Mailbox, Who } from '../model/parts.ts';
import { learnAccount } from '../pictures/imap.ts';
import type { World } from '../world.ts';

export type Criterion = { readonly keyword: string } | { readonly notKeyword: string } | { readonly subject: string } | { readonly body: string };

const flags: Readonly<Record<string, string>> = { $seen: 'SEEN', $flagged: 'FLAGGED' };

function imapKey(criterion: Criterion): string {
  if ('subject' in criterion) return `SUBJECT ${quoted(criterion.subject)}`;
  if ('body' in criterion) return `BODY ${quoted(criterion.body)}`;
  const isNot = 'notKeyword' in criterion;
  const keyword = isNot ? criterion.notKeyword : criterion.keyword;
  return `${isNot ? 'NOT ' : ''}${flags[keyword] ?? `KEYWORD ${keyword}`}`;
}

const filterOf = (criterion: Criterion): Record<string, string> =>
  'keyword' in criterion ? { hasKeyword: criterion.keyword } : 'notKeyword' in criterion ? { notKeyword: criterion.notKeyword } : { ...criterion };

function matches(world: World, who: Who, email: Email, criterion: Criterion): boolean {
  const keywords = world.model.keywords(who, email);
  if ('keyword' in criterion) return keywords.includes(criterion.keyword);
  if ('notKeyword' in criterion) return !keywords.includes(criterion.notKeyword);
  if ('subject' in criterion) return email.content.subject.toLowerCase().includes(criterion.subject.toLowerCase());
  return (email.content.sent?.toString('latin1').split('\r\n\r\n')[1] ?? '').includes(criterion.body);
}

export async function findEmails(world: World, who: Who, mailbox: Mailbox, criterion: Criterion): Promise<void> {
  await learnAccount(world, mailbox.owner);
  const { imap, jmap, name } = world.person(who);
  const found = mailbox.messages.filter(({ email }) => matches(world, who, email, criterion));
  await imap.run(`EXAMINE ${quoted(world.path(who, mailbox))}`);
  const [answer] = await imap.run(`UID SEARCH ${imapKey(criterion)}`);
  await imap.run('UNSELECT');
  const uids = (/^\* SEARCH ?([\d ]*)/.exec(answer?.text ?? '')?.[1] ?? '').split(' ').filter((uid) => uid !== '').map(Number);
  const what = `${name} looks for ${JSON.stringify(criterion)} in ${world.show(mailbox)}`;
  world.say(`${what}: ${found.map(({ email }) => email.content.name).join(' ')}`);
  expect(uids, `${what} by IMAP`).toEqual(found.map(({ uid }) => uid));
  const query = await jmap.ask('Email/query', { accountId: world.person(mailbox.owner).accountId, filter: { operator: 'AND', conditions: [{ inMailbox: mailbox.id }, filterOf(criterion)] } });
  const ids = found.filter(({ deleted }) => !deleted).map(({ email }) => email.id);
  expect([...(query['ids'] as string[])].sort(), `${what} by JMAP`).toEqual(ids.sort());
}
