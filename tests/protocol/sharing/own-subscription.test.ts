/** What the owner of a folder alone sees of it changes nothing for those with whom it is shared (RFC 8621 §2, isSubscribed; design §5). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { SharedFollower } from '../../../api/push/shared-states.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, type Person, sharing, type Sharing } from './three-people.ts';

eachDatabase((_, makeUrl) => {
  let at: Sharing;
  beforeAll(async () => {
    at = await sharing(makeUrl);
  });
  afterAll(() => at.close());

  const state = async (who: Person): Promise<string> => (await who.call('Mailbox/get', { ids: [], properties: ['id'] })).state;

  test('the owner unsubscribes: the owner hears of it, a sharee of nothing', async () => {
    const mailbox = await at.mail.addMailbox('Theirs');
    const id = toId('mailbox', mailbox);
    const email = await at.mail.add(message({ subject: 'x' }), { mailboxes: [mailbox] });
    await at.grant(mailbox, BOB, 'lr');
    // A flag moves the mailbox's highest mod-sequence, and none of its counters.
    await at.ali.own('Email/set', { update: { [toId('email', email)]: { 'keywords/$flagged': true } } });
    const [ali, bob] = [await state(at.ali), await state(at.bob)];
    const told: unknown[] = [];
    const follower = new SharedFollower(at.mail.core, at.bob.ctx, (accountId, states) => told.push({ accountId, states }));
    await follower.begin(false);
    at.mail.db.onChange((change) => follower.hear({ kind: 'change', change }));

    expect((await at.ali.own('Mailbox/set', { update: { [id]: { isSubscribed: false } } })).updated).toHaveProperty(id);
    expect(await state(at.ali)).not.toBe(ali);
    expect(await at.ali.own('Mailbox/changes', { sinceState: ali })).toMatchObject({ created: [], updated: [id], destroyed: [], updatedProperties: null });
    expect(await state(at.bob)).toBe(bob);
    expect(await at.bob.call('Mailbox/changes', { sinceState: bob })).toMatchObject({ created: [], updated: [], destroyed: [] });
    // A change that a sharee does see comes after it; were anything told of the first, it would stand in front.
    await at.ali.own('Mailbox/set', { update: { [id]: { name: 'Renamed' } } });
    await expect.poll(() => told).toEqual([{ accountId: at.mail.account, states: { Mailbox: await state(at.bob) } }]);
    follower.stop();
  });

  test('RFC 8620 §5.2: the owner\'s changes come in pages, subscriptions among them, each mailbox once', async () => {
    const ids: number[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push(await at.mail.addMailbox(name));
    const since = await state(at.ali);
    for (const id of ids) await at.ali.own('Mailbox/set', { update: { [toId('mailbox', id)]: { isSubscribed: false } } });
    await at.ali.own('Mailbox/set', { update: { [toId('mailbox', ids[0] as number)]: { name: 'A again' } } });
    const found: string[] = [];
    for (let from = since, more = true; more; ) {
      const page = await at.ali.own('Mailbox/changes', { sinceState: from, maxChanges: 1 });
      expect(page).toMatchObject({ created: [], destroyed: [], updatedProperties: null });
      found.push(...(page.updated ?? []));
      from = page.newState as string;
      more = page.hasMoreChanges ?? false;
    }
    expect(found.sort()).toEqual(ids.map((id) => toId('mailbox', id)).sort());
    // What only counts is told as that again.
    const before = await state(at.ali);
    await at.mail.add(message({ subject: 'y' }), { mailboxes: [ids[1] as number] });
    expect(await at.ali.own('Mailbox/changes', { sinceState: before })).toMatchObject({ updated: [toId('mailbox', ids[1] as number)], updatedProperties: expect.arrayContaining(['totalEmails']) });
    expect(await at.verify()).toEqual([]);
  });
});
