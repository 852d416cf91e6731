import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import type { Core } from '../core.ts';
import { arrive } from '../mail/store/arrival.ts';
import { createEmail } from '../mail/store/create-email.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { toKeywords } from '../mail/store/keywords.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';
import type { Deliver } from './index.ts';
import { demoFolder } from './share-folder.ts';

/** Puts the demonstration's messages straight into the mail store: no delivery, no reports, dates of their own. */
export function storeMessages(core: Core): Deliver {
  const { db, limits } = core;
  return async ({ accountId, role, source, keywords, receivedAt }) => {
    const arrived = await arrive(db.blobs, source, { maxBytes: limits.messageBytes, limits: {} });
    const { bits } = toKeywords(keywords, limits.keywordsPerEmail);
    await db.write([accountId], async (tx) => {
      const mailbox = role === 'shared' ? await demoFolder(tx, accountId) : await mailboxByRole(tx, accountId, role);
      if (!mailbox) throw new Error(`account ${accountId} has no mailbox for ${role}`);
      const changes = new EmailChanges(new MailUnit(tx, accountId, receivedAt));
      await createEmail(changes, db.blobs, { arrived, prefix: null, mailboxIds: [mailbox.id], bits, extra: null, receivedAt });
      await changes.settle();
    });
  };
}
