/** Conditions of Email/query that columns answer, as SQL over `email e` (RFC 8621 §4.4.1). */
import type { EmailFilterCondition } from '../../../openapi/index.ts';
import { integers, perDialect, raw, sql, type Statement } from '../../../db/index.ts';
import { flagBits } from '../../client/legacy.ts';
import { fromId } from '../../ids.ts';
import { hasRead } from '../read/reader-seen.ts';
import { andReadable, seesEmail, shareeOf, type Viewer } from '../read/viewer.ts';

const bits: ReadonlyMap<string, number> = new Map(Object.entries(flagBits));

/** Whether the Email under this alias has a keyword. */
export function hasKeyword(viewer: Viewer, alias: 'e' | 't', keyword: string): Statement {
  const name = keyword.toLowerCase();
  const sharee = shareeOf(viewer);
  if (sharee && name === '$seen') return hasRead(sharee, `${alias}.id`);
  const bit = bits.get(name);
  if (bit !== undefined) return sql`(${raw(alias)}.keyword_bits & ${bit}) <> 0`;
  // Further keywords stand in one column, blanks between them; a keyword holds none.
  const column = `COALESCE(${alias}.extra_keywords, '')`;
  const framed = perDialect({ sqlite: `' ' || ${column} || ' '`, mariadb: `CONCAT(' ', ${column}, ' ')` });
  return sql`INSTR(${framed}, ${` ${name} `}) > 0`;
}

const inThread = (viewer: Viewer): Statement => sql`FROM email t WHERE t.thread_id = e.thread_id AND t.account_id = e.account_id AND ${seesEmail(viewer, 't')}`;

/** RFC 8621's "all of the thread" rules, over the Emails that JMAP shows to this viewer. */
export const threadKeyword = {
  all: (viewer: Viewer, keyword: string): Statement => sql`NOT EXISTS (SELECT 1 ${inThread(viewer)} AND NOT (${hasKeyword(viewer, 't', keyword)}))`,
  some: (viewer: Viewer, keyword: string): Statement => sql`EXISTS (SELECT 1 ${inThread(viewer)} AND ${hasKeyword(viewer, 't', keyword)})`,
  none: (viewer: Viewer, keyword: string): Statement => sql`NOT EXISTS (SELECT 1 ${inThread(viewer)} AND ${hasKeyword(viewer, 't', keyword)})`,
};

/** True or false for every Email: nothing to ask the database. */
export type StructuralTest = Statement | boolean;

type Conditions = { readonly [Name in keyof EmailFilterCondition]?: (value: NonNullable<EmailFilterCondition[Name]>, viewer: Viewer) => StructuralTest };

export const structuralConditions = {
  inMailbox: (id, viewer) => {
    const mailbox = fromId('mailbox', id);
    if (mailbox === undefined || shareeOf(viewer)?.mailboxes.has(mailbox) === false) return false;
    return sql`EXISTS (SELECT 1 FROM membership x WHERE x.mailbox_id = ${mailbox} AND x.email_id = e.id AND x.account_id = e.account_id AND x.deleted = 0)`;
  },
  inMailboxOtherThan: (ids, viewer) => {
    const mailboxes = ids.map((id) => fromId('mailbox', id)).filter((id) => id !== undefined);
    if (mailboxes.length === 0) return true;
    return sql`EXISTS (SELECT 1 FROM membership x WHERE x.account_id = e.account_id AND x.email_id = e.id AND x.deleted = 0 AND x.mailbox_id NOT IN ${integers(mailboxes)}${andReadable(viewer, 'x.mailbox_id')})`;
  },
  before: (date) => sql`e.received_at < ${Date.parse(date)}`,
  after: (date) => sql`e.received_at >= ${Date.parse(date)}`,
  minSize: (bytes) => sql`e.size_bytes >= ${bytes}`,
  maxSize: (bytes) => sql`e.size_bytes < ${bytes}`,
  hasAttachment: (has) => sql`e.has_attachment = ${has ? 1 : 0}`,
  hasKeyword: (keyword, viewer) => hasKeyword(viewer, 'e', keyword),
  notKeyword: (keyword, viewer) => sql`NOT (${hasKeyword(viewer, 'e', keyword)})`,
  allInThreadHaveKeyword: (keyword, viewer) => threadKeyword.all(viewer, keyword),
  someInThreadHaveKeyword: (keyword, viewer) => threadKeyword.some(viewer, keyword),
  noneInThreadHaveKeyword: (keyword, viewer) => threadKeyword.none(viewer, keyword),
} satisfies Conditions;
