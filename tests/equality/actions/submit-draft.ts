/** EmailSubmission/set (RFC 8621 §7.5): a draft is sent, and becomes what was sent. */
import { type Fields, listOf } from '../drivers/jmap.ts';
import { deliver, update } from '../model/messages.ts';
import type { Email, Who } from '../model/parts.ts';
import { learnAccount } from '../pictures/imap.ts';
import type { World } from '../world.ts';
import { again } from './message.ts';
import { jmapOutcome, settle } from './outcome.ts';

export async function submitDraft(world: World, who: Who, draft: Email, recipients: readonly Who[]): Promise<void> {
  const { model } = world;
  // Mail for a full mailbox waits in the queue: when it comes, nobody can say.
  if ([who, ...recipients].some((each) => model.account(each).quotaBytes !== null)) return;
  const places = model.visiblePlaces(who, draft);
  const sent = model.withRole(who, 'sent');
  if (!sent || places.length === 0) return;
  await learnAccount(world, who);
  const { jmap, accountId, address } = world.person(who);
  const [identities] = await jmap.call(['Identity/get', { accountId, ids: null }]);
  const identityId = listOf<{ id: string }>(identities)[0]?.id;
  const patch: Fields = { 'keywords/$draft': null, [`mailboxIds/${sent.id}`]: true };
  const left = places.filter((mailbox) => mailbox !== sent);
  for (const { id } of left) patch[`mailboxIds/${id}`] = null;
  const envelope = { mailFrom: { email: address }, rcptTo: recipients.map((each) => ({ email: world.person(each).address })) };
  const [submitted, updated] = await jmap.call(['EmailSubmission/set', { accountId, create: { k: { identityId, emailId: draft.id, envelope } }, onSuccessUpdateEmail: { '#k': patch } }]);
  const what = `sends ${world.showEmail(draft)} by EmailSubmission/set to ${recipients.map((each) => world.person(each).name).join(', ')}`;
  settle(world, who, what, jmapOutcome(submitted?.[1] ?? {}, 'created', 'k'), 'done', submitted);
  // With the lines of a delivery in front, it has other bytes than the draft.
  for (const each of recipients) deliver(model, each, { ...again(draft.content, false), sent: undefined });
  const expected = update(model, who, draft, { keywords: new Map([['$draft', false]]), add: [sent], remove: left });
  settle(world, who, `files ${world.showEmail(draft)} in Sent`, jmapOutcome(updated?.[1] ?? {}, 'updated', String(draft.id)), expected, updated);
}
