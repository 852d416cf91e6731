/** Another folder becomes Trash: what counts as unread changes for everybody who sees it (RFC 8621 §2, unreadThreads; found by tests/equality). */
import { expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, sharing } from './three-people.ts';

eachDatabase((_name, makeUrl) => {
  test('RFC 8620 §5.2: Mailbox/changes tells a sharee of unreadThreads that a new Trash has changed, though no message has', async () => {
    const at = await sharing(makeUrl);
    try {
      const { inbox, trash, archive } = at.mail.mailbox;
      for (const mailbox of [inbox, trash]) await at.grant(mailbox, BOB, 'lrs');
      const read = await at.mail.add(message({ subject: 'Plans', id: 'read@x' }), { mailboxes: [inbox] });
      await at.mail.add(message({ subject: 'Re: Plans', id: 'unread@x', references: '<read@x>' }), { mailboxes: [trash] });
      await at.bob.call('Email/set', { update: { [toId('email', read)]: { 'keywords/$seen': true } } });
      const look = async () => (await at.bob.call('Mailbox/get', { ids: [toId('mailbox', inbox)], properties: ['unreadThreads'] }));
      const before = await look();
      // Unread in Trash alone: the thread is read elsewhere.
      expect(before.list[0]?.unreadThreads).toBe(0);

      await at.ali.call('Mailbox/set', { update: { [toId('mailbox', trash)]: { role: null }, [toId('mailbox', archive)]: { role: null } } });
      await at.ali.call('Mailbox/set', { update: { [toId('mailbox', archive)]: { role: 'trash' } } });
      expect((await look()).list[0]?.unreadThreads).toBe(1);
      const { updated, created, destroyed } = await at.bob.call('Mailbox/changes', { sinceState: before.state });
      expect([created, updated.sort(), destroyed]).toEqual([[], [toId('mailbox', inbox), toId('mailbox', trash)].sort(), []]);
    } finally {
      await at.close();
    }
  });

  test('whoever does not see Trash, nor anything that is shared, hears nothing of it', async () => {
    const at = await sharing(makeUrl);
    try {
      const { inbox, trash } = at.mail.mailbox;
      await at.grant(inbox, BOB, 'lrs');
      const { state } = await at.bob.call('Mailbox/get', { ids: [] });
      await at.ali.call('Mailbox/set', { update: { [toId('mailbox', trash)]: { role: null } } });
      expect((await at.bob.call('Mailbox/get', { ids: [] })).state).toBe(state);
    } finally {
      await at.close();
    }
  });
});
