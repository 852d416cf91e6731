/** What people may do with mailboxes of others (RFC 4314 §2.1, §4; design §7). Of one's own, everything. */
import type { MailboxRow } from '../../../db/repositories/mailboxes.ts';
import { needRights, needVisible } from '../../access/need-rights.ts';
import type { Reach } from '../../access/reach.ts';
import { CoreError } from '../../client/errors.ts';
import type { MailboxPatch } from './update.ts';

/**
 * Make a mailbox below another one: `k` there.
 * @param parentId 0 at the top, where only the owner makes some
 * @throws CoreError notPermitted; invalidProperties where the parent may not be seen
 */
export function needMayCreateIn(reach: Reach, parentId: number): void {
  if (reach.isOwner) return;
  if (parentId === 0) throw new CoreError('notPermitted', 'Only the owner makes folders at the top; make this one in a folder that is shared with you.', { properties: ['parentId'] });
  needSeenParent(reach, parentId);
  needRights(reach, parentId, 'You may not make folders in this one.', 'k');
}

/** One that may not be seen is as little there as one that never was. @throws CoreError invalidProperties */
export function needSeenParent(reach: Reach, parentId: number): void {
  if (!reach.isOwner && !reach.mailboxes.has(parentId)) throw new CoreError('invalidProperties', 'There is no such folder to put this one in.', { properties: ['parentId'] });
}

/**
 * Change a mailbox: `x` for its name and place, and `k` in the new place; role and order are the owner's; its subscription is everybody's own.
 * @throws CoreError mailboxNotFound, notPermitted, invalidProperties
 */
export function needMayChange(reach: Reach, row: MailboxRow, patch: MailboxPatch): void {
  if (reach.isOwner) return;
  needVisible(reach, row.id);
  if (patch.role !== undefined && patch.role !== row.role) throw new CoreError('notPermitted', 'Only the owner gives folders their roles.', { properties: ['role'] });
  if (patch.sortOrder !== undefined && patch.sortOrder !== row.sort_order) throw new CoreError('notPermitted', 'Only the owner orders the folders.', { properties: ['sortOrder'] });
  const moved = patch.parentId !== undefined && patch.parentId !== row.parent_id;
  const renamed = patch.name !== undefined && patch.name.normalize('NFC') !== row.name;
  if (moved || renamed) needRights(reach, row.id, 'You may not rename or move this folder.', 'x');
  if (moved) needMayCreateIn(reach, patch.parentId as number);
}

/**
 * Delete a mailbox: `x`, and `t` and `e` where messages are in it.
 * @throws CoreError mailboxNotFound, notPermitted
 */
export function needMayDestroy(reach: Reach, row: MailboxRow, removeEmails: boolean): void {
  if (reach.isOwner) return;
  needRights(reach, row.id, 'You may not delete this folder.', 'x');
  if (row.message_count > 0 && (removeEmails || row.total_emails === 0)) needRights(reach, row.id, 'You may not delete the messages in this folder.', 't', 'e');
}
