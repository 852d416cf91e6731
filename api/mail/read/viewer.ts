/** What of an account's mail somebody sees, as SQL: all of one's own, and of others' only what is in a mailbox that may be read (design §5). */
import { integers, raw, sql, type Statement } from '../../../db/index.ts';
import type { Reach } from '../../access/reach.ts';

/** Who looks: the account's number where it is one's own, else what may be reached of it. */
export type Viewer = number | Reach;

export const accountOfViewer = (viewer: Viewer): number => (typeof viewer === 'number' ? viewer : viewer.account);

/** The reach of somebody who looks into an account of others; undefined for its owner. */
export const shareeOf = (viewer: Viewer): Reach | undefined => (typeof viewer === 'number' || viewer.isOwner ? undefined : viewer);

/** JMAP shows them the Email under this alias of `email`: it is somewhere where they may read, and not marked `\Deleted` there. */
export function seesEmail(viewer: Viewer, alias: 'e' | 't'): Statement {
  const sharee = shareeOf(viewer);
  return sharee ? isInReadable(sharee, alias, sql` AND v.deleted = 0`) : sql`${raw(alias)}.visible > 0`;
}

/** The same for IMAP, and for bytes: messages marked `\Deleted` are there too. */
export function hasEmail(viewer: Viewer, alias: 'e' | 't'): Statement {
  const sharee = shareeOf(viewer);
  return sharee ? isInReadable(sharee, alias, sql``) : sql`1 = 1`;
}

function isInReadable({ readable }: Reach, alias: 'e' | 't', more: Statement): Statement {
  const email = raw(alias);
  return sql`EXISTS (SELECT 1 FROM membership v WHERE v.account_id = ${email}.account_id AND v.email_id = ${email}.id${more} AND v.mailbox_id IN ${integers(readable)})`;
}

/** `AND column IN (…)` for sharees, nothing for owners: keeps rows of mailboxes that may be read. */
export function andReadable(viewer: Viewer, mailboxColumn: string): Statement {
  const sharee = shareeOf(viewer);
  return sharee ? sql` AND ${raw(mailboxColumn)} IN ${integers(sharee.readable)}` : sql``;
}
