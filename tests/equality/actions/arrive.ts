/** Messages come in: by LMTP, submission, APPEND, Email/import, and as drafts. */
import { send } from '../drivers/smtp.ts';
import { flagsOf, quoted } from '../drivers/imap.ts';
import { append, create, deliver as delivered, fileSent } from '../model/messages.ts';
import type { Mailbox, Who } from '../model/parts.ts';
import type { World } from '../world.ts';
import { again, newMessage, type Wanted } from './message.ts';
import { imapOutcome, jmapOutcome, settle, withRoom } from './outcome.ts';

type Given = Omit<Wanted, 'isExact' | 'from'>;

/** LMTP: each recipient has an answer of their own (RFC 2033 §4.2). */
export async function deliver(world: World, recipients: readonly Who[], given: Given): Promise<void> {
  const { model, server } = world;
  const message = newMessage(world, { ...given, isExact: false });
  const answers = await send(server.ports.lmtp, message.sent, recipients.map((who) => world.person(who).address));
  for (const [i, who] of recipients.entries()) {
    const [content, actual] = [again(message, false), answers[i] ? 'done' as const : 'refused' as const];
    settle(world, who, `receives ${message.name} "${message.subject}" by LMTP`, actual, withRoom(world, who, [content], actual, () => {
      delivered(model, who, content);
      return 'done';
    }));
  }
}

/** LMTP to the group's address: everybody in it has it. */
export async function deliverToTeam(world: World, given: Given): Promise<void> {
  const { model, server } = world;
  // Of a member whose mailbox is full nobody can say when the mail comes.
  if (model.team.size === 0 || [...model.team].some((each) => model.account(each).quotaBytes !== null)) return;
  const { identifier } = world.grantee('team');
  const message = newMessage(world, { ...given, isExact: false });
  const [isTaken] = await send(server.ports.lmtp, message.sent, [identifier]);
  if (!isTaken) throw new Error(`LMTP to ${identifier} is refused`);
  for (const who of model.team) delivered(model, who, again(message, false));
  world.say(`the team (${[...model.team].map((who) => world.person(who).name).join(', ')}) receives ${message.name} "${message.subject}" by LMTP`);
}

/** Submission: it is in the mailboxes of people here, and a copy in Sent, when it is answered. */
export async function submit(world: World, who: Who, recipients: readonly Who[], given: Given): Promise<void> {
  const { model, server } = world;
  // Mail for a full mailbox waits in the queue: when it comes, nobody can say.
  if ([who, ...recipients].some((each) => model.account(each).quotaBytes !== null)) return;
  const { address } = world.person(who);
  const message = newMessage(world, { ...given, isExact: false, from: address });
  const answers = await send(server.ports.submission, message.sent, recipients.map((each) => world.person(each).address), address);
  fileSent(model, who, again(message, true));
  for (const each of recipients) delivered(model, each, again(message, false));
  settle(world, who, `submits ${message.name} "${message.subject}" to ${recipients.map((each) => world.person(each).name).join(', ')}`, answers.includes(false) ? 'refused' : 'done', 'done');
}

export async function appendTo(world: World, who: Who, mailbox: Mailbox, keywords: readonly string[], deleted: boolean, given: Given): Promise<void> {
  const { model } = world;
  const message = newMessage(world, { ...given, isExact: true });
  const command = `APPEND ${quoted(world.path(who, mailbox))} (${flagsOf(keywords, deleted)})`;
  const actual = imapOutcome(await world.person(who).imap.attempt(command, message.sent), command);
  const expected = withRoom(world, mailbox.owner, [message], actual, () => append(model, who, mailbox, message, keywords, deleted));
  settle(world, who, `${command} ${message.name} "${message.subject}"`, actual, expected);
}

export async function importInto(world: World, who: Who, mailboxes: readonly Mailbox[], keywords: readonly string[], given: Given): Promise<void> {
  const { model } = world;
  const { jmap, accountId: own } = world.person(who);
  const owner = mailboxes[0]?.owner ?? who;
  const { accountId } = world.person(owner);
  const message = newMessage(world, { ...given, isExact: true });
  // What one may read of one's own may be put into others' accounts.
  const blobId = (await jmap.upload(own, message.sent)) ?? '';
  const inAccount = owner === who ? blobId : await copyBlob(world, who, owner, blobId);
  const answer = await jmap.ask('Email/import', { accountId, emails: { k: { blobId: inAccount ?? blobId, mailboxIds: trues(mailboxes.map(({ id }) => id)), keywords: trues(keywords) } } });
  const actual = jmapOutcome(answer, 'created', 'k');
  const expected = withRoom(world, owner, [message], actual, () => create(model, who, mailboxes, message, keywords));
  settle(world, who, `Email/import ${message.name} "${message.subject}" into ${mailboxes.map((each) => world.show(each)).join(' ')} (${keywords.join(' ')})`, actual, expected, answer);
}

async function copyBlob(world: World, who: Who, owner: Who, blobId: string): Promise<string | undefined> {
  const { jmap, accountId: fromAccountId } = world.person(who);
  const answer = await jmap.ask('Blob/copy', { fromAccountId, accountId: world.person(owner).accountId, blobIds: [blobId] });
  return (answer['copied'] as Record<string, string> | null | undefined)?.[blobId];
}

/** Email/set create: the server writes the message. */
export async function createDraft(world: World, who: Who, mailboxes: readonly Mailbox[], keywords: readonly string[], given: Given): Promise<void> {
  const { model } = world;
  const owner = mailboxes[0]?.owner ?? who;
  const { address } = world.person(who);
  const { sent: _, ...message } = newMessage(world, { ...given, isExact: true, from: address });
  const content = { ...message, sent: undefined };
  world.contents[world.contents.length - 1] = content;
  const [messageId, ...references] = content.named;
  const answer = await world.person(who).jmap.ask('Email/set', {
    accountId: world.person(owner).accountId,
    create: {
      k: {
        mailboxIds: trues(mailboxes.map(({ id }) => id)), keywords: trues(keywords), messageId: [messageId], ...(references.length > 0 ? { references } : {}),
        subject: content.subject, from: [{ email: address }], textBody: [{ partId: '1', type: 'text/plain' }], bodyValues: { 1: { value: `Draft ${content.name}\n` } },
      },
    },
  });
  const actual = jmapOutcome(answer, 'created', 'k');
  const expected = withRoom(world, owner, [content], actual, () => create(model, who, mailboxes, content, keywords));
  settle(world, who, `Email/set create ${content.name} "${content.subject}" in ${mailboxes.map((each) => world.show(each)).join(' ')} (${keywords.join(' ')})`, actual, expected, answer);
}

export const trues = (keys: readonly string[]): Record<string, true> => Object.fromEntries(keys.map((key) => [key, true as const]));
