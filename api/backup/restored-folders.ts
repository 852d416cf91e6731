import type { BackupMailbox } from '../../db/backup/index.ts';
import { hasMailboxesIn, mailboxById, mailboxesOf } from '../../db/repositories/mailboxes.ts';
import { sql } from '../../db/index.ts';
import type { Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import { createMailbox } from '../mail/mailboxes/create.ts';
import { destroyMailbox } from '../mail/mailboxes/destroy.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';

/** What the folder is called in the account's language; the day is that of the backup. */
const names: Record<Language, string> = { en: 'Restored', fr: 'Restauré', ar: 'مستعاد' };

const FOLDERS_PER_UNIT = 20;
const MESSAGES_PER_UNIT = 500;

export interface RestoredFolders {
  /** Of the new top folder. */
  readonly name: string;
  readonly id: number;
  /** New mailboxes by their numbers in the backup, parents first. */
  readonly idOf: ReadonlyMap<number, number>;
}

/**
 * Makes the folders of a restore under a new one at the top.
 * @param mailboxes parents before children
 * @throws CoreError; nothing is left then
 */
export async function makeFolders(core: Core, accountId: number, from: { language: Language; takenAt: number }, mailboxes: readonly BackupMailbox[]): Promise<RestoredFolders> {
  const { limits } = core;
  // What lay at the bottom lies one deeper now, and what an account may hold it may hold once more.
  const roomy = { ...limits, mailboxDepth: limits.mailboxDepth + 1, mailboxesPerAccount: limits.mailboxesPerAccount + mailboxes.length + 1 };
  const stem = `${names[from.language]} ${new Date(from.takenAt).toISOString().slice(0, 10)}`;
  const { name, id } = await core.db.write([accountId], async (tx) => {
    const taken = new Set((await mailboxesOf(tx, accountId)).filter((row) => row.parent_id === 0).map((row) => row.name));
    let free = stem;
    for (let n = 2; taken.has(free); n++) free = `${stem} (${n})`;
    return { name: free, id: await createMailbox(tx, accountId, accountId, { name: free, parentId: 0, role: null, sortOrder: 0, subscribed: true }, roomy, core.clock.now()) };
  });
  const idOf = new Map<number, number>();
  try {
    for (let start = 0; start < mailboxes.length; start += FOLDERS_PER_UNIT) {
      const made = await core.db.write([accountId], async (tx) => {
        const numbers = new Map<number, number>();
        for (const mailbox of mailboxes.slice(start, start + FOLDERS_PER_UNIT)) {
          const parentId = numbers.get(mailbox.parentId) ?? idOf.get(mailbox.parentId) ?? id;
          const created = { name: mailbox.name, parentId, role: null, sortOrder: mailbox.sortOrder, subscribed: true };
          numbers.set(mailbox.id, await createMailbox(tx, accountId, accountId, created, roomy, core.clock.now()));
        }
        return numbers;
      });
      for (const [old, fresh] of made) idOf.set(old, fresh);
    }
  } catch (error) {
    await removeFolders(core, accountId, { name, id, idOf }, new Set());
    throw error;
  }
  return { name, id, idOf };
}

/**
 * Takes away what a restore had made that could not be ended. What the owner has put there meanwhile stays, with the folders that hold it.
 * @param emailIds Emails that the restore has made
 */
export async function removeFolders(core: Core, accountId: number, folders: RestoredFolders, emailIds: ReadonlySet<number>): Promise<void> {
  for (const id of [...folders.idOf.values()].reverse().concat(folders.id)) {
    for (let after: number | undefined = 0; after !== undefined; ) after = await removeEmails(core, accountId, id, emailIds, after);
    await core.db.write([accountId], async (tx) => {
      const row = await mailboxById(tx, accountId, id);
      if (!row || row.message_count > 0 || (await hasMailboxesIn(tx, accountId, id))) return;
      await destroyMailbox(tx, accountId, id, { removeEmails: false }, core.clock.now(), core.bus);
    });
  }
}

/** @returns the UID to go on after; undefined at the end */
function removeEmails(core: Core, accountId: number, mailboxId: number, emailIds: ReadonlySet<number>, after: number): Promise<number | undefined> {
  return core.db.write([accountId], async (tx) => {
    const rows = await tx.all<{ uid: number; email_id: number }>(sql`
      SELECT uid, email_id FROM membership WHERE mailbox_id = ${mailboxId} AND uid > ${after} ORDER BY uid LIMIT ${MESSAGES_PER_UNIT}`);
    const made = rows.map((row) => row.email_id).filter((id) => emailIds.has(id));
    const changes = new EmailChanges(new MailUnit(tx, accountId, core.clock.now()));
    await changes.load(made);
    for (const id of made) {
      const email = changes.get(id);
      if (email) await changes.remove(email, mailboxId);
    }
    await changes.settle();
    return rows.at(-1)?.uid;
  });
}
