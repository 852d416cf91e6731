/** What a JMAP client does with Emails: keywords, mailboxes, destroy, copy. */
import type { Fields } from '../drivers/jmap.ts';
import { copyByJmap, destroy, type EmailPatch, update } from '../model/messages.ts';
import type { Email, Mailbox, Who } from '../model/parts.ts';
import { learnAccount } from '../pictures/imap.ts';
import type { World } from '../world.ts';
import { trues } from './arrive.ts';
import { jmapOutcome, settle, withRoom } from './outcome.ts';

async function idOf(world: World, email: Email): Promise<string> {
  if (email.id === undefined) await learnAccount(world, email.owner);
  return email.id as string;
}

export async function updateEmail(world: World, who: Who, email: Email, patch: EmailPatch): Promise<void> {
  const id = await idOf(world, email);
  const fields: Fields = {};
  for (const [keyword, on] of patch.keywords ?? []) fields[`keywords/${keyword}`] = on || null;
  if (patch.allKeywords) fields['keywords'] = trues(patch.allKeywords);
  for (const { id: mailbox } of patch.add ?? []) fields[`mailboxIds/${mailbox}`] = true;
  for (const { id: mailbox } of patch.remove ?? []) fields[`mailboxIds/${mailbox}`] = null;
  if (patch.mailboxes) fields['mailboxIds'] = trues(patch.mailboxes.map((each) => each.id));
  const answer = await world.person(who).jmap.ask('Email/set', { accountId: world.person(email.owner).accountId, update: { [id]: fields } });
  settle(world, who, `Email/set update ${world.showEmail(email)} ${JSON.stringify(fields)}`, jmapOutcome(answer, 'updated', id), update(world.model, who, email, patch), answer);
}

export async function destroyEmail(world: World, who: Who, email: Email): Promise<void> {
  const id = await idOf(world, email);
  const answer = await world.person(who).jmap.ask('Email/set', { accountId: world.person(email.owner).accountId, destroy: [id] });
  settle(world, who, `Email/set destroy ${world.showEmail(email)}`, jmapOutcome(answer, 'destroyed', id), destroy(world.model, who, email), answer);
}

/** @param andDestroy what Email/set then says to the original is its own matter (RFC 8620 §5.4) */
export async function copyEmail(world: World, who: Who, email: Email, to: readonly Mailbox[], andDestroy: boolean): Promise<void> {
  const { model } = world;
  const id = await idOf(world, email);
  const owner = to[0]?.owner ?? email.owner;
  const args = {
    fromAccountId: world.person(email.owner).accountId, accountId: world.person(owner).accountId, create: { k: { id, mailboxIds: trues(to.map((each) => each.id)) } }, onSuccessDestroyOriginal: andDestroy,
  };
  const [copied, destroyed] = await world.person(who).jmap.call(['Email/copy', args]);
  const answer = copied?.[0] === 'error' ? { error: copied[1]['type'] } : (copied?.[1] ?? {});
  const actual = jmapOutcome(answer, 'created', 'k');
  const expected = withRoom(world, owner, [email.content], actual, () => copyByJmap(model, who, email, to));
  settle(world, who, `Email/copy ${world.showEmail(email)} to ${to.map((each) => world.show(each)).join(' ')}`, actual, expected, answer);
  if (actual !== 'done' || !andDestroy) return;
  const then = destroyed?.[0] === 'error' ? { error: destroyed[1]['type'] } : (destroyed?.[1] ?? {});
  settle(world, who, `destroys the original of ${world.showEmail(email)}`, jmapOutcome(then, 'destroyed', id), destroy(model, who, email), then);
}
