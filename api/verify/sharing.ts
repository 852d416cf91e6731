import { DELETING } from '../../db/repositories/accounts.ts';
import { ANYONE } from '../../db/repositories/grants.ts';
import { accountIds, type AccountNumbersRow } from '../../db/repositories/verify.ts';
import { SERVER, SHARED } from '../../db/repositories/metadata.ts';
import { grantsAfter, groupMembersAfter, metadataAfter, nextAccountIn, overlaysAfter, readerMailboxesAfter } from '../../db/repositories/verify-sharing.ts';
import { type Read, SYSTEM_ACCOUNT } from '../../db/index.ts';
import { ALL_RIGHTS, toRightLetters } from '../access/rights.ts';
import { toId } from '../ids.ts';
import { eachRow } from './pages.ts';
import type { Findings } from './report.ts';

const first = { object: 0, principal: -1 };
const placeOf = (row: { object_id: number; principal_id: number }) => ({ object: row.object_id, principal: row.principal_id });

/** What others may do with an account's mailboxes, what they have seen there, and that each of these points to something that is there (design §5). */
export async function verifySharing(read: Read, account: AccountNumbersRow, findings: Findings): Promise<void> {
  const id = toId('account', account.id);
  const ends = (what: string, kind: string, row: { has_object: number; principal_id: number; principal_type: string | null }): void => {
    if (row.has_object === 0) findings.add('reference', id, what, kind, 'none');
    if (row.principal_id !== ANYONE && row.principal_type === null) findings.add('reference', id, what, `principal ${toId('principal', row.principal_id)}`, 'none');
  };
  const upTo = (what: string, name: string, modseq: number): void => {
    if (modseq > account.modseq) findings.add('modseq', id, what, `${name} at most ${account.modseq}`, String(modseq));
  };
  await eachRow(first, (after, limit) => grantsAfter(read, account.id, after, limit), placeOf, (row) => {
    const what = `grant on ${toId('mailbox', row.object_id)} to ${toId('principal', row.principal_id)}`;
    ends(what, 'a mailbox', row);
    // A group's members have what is the group's own by a grant to it.
    if (row.principal_id === account.id && row.principal_type === 'individual') findings.add('reference', id, what, 'a grant to somebody else', 'one to the owner');
    if (row.rights < 1 || row.rights > ALL_RIGHTS) findings.add('structure', id, what, `some of the rights ${toRightLetters(ALL_RIGHTS)}`, String(row.rights));
    upTo(what, 'mod-sequence', row.modseq);
  });
  await eachRow(first, (after, limit) => overlaysAfter(read, account.id, after, limit), placeOf, (row) => {
    const what = `$seen of ${toId('principal', row.principal_id)} on ${toId('email', row.object_id)}`;
    ends(what, `Email ${toId('email', row.object_id)}`, row);
    if (row.principal_id === account.id) findings.add('reference', id, what, 'a keyword of the Email', 'an overlay of the owner');
    if (row.seen !== 0 && row.seen !== 1) findings.add('structure', id, what, '0 or 1', String(row.seen));
    upTo(what, 'mod-sequence', row.modseq);
  });
  await eachRow(first, (after, limit) => readerMailboxesAfter(read, account.id, after, limit), placeOf, (row) => {
    const what = `marks of ${toId('principal', row.principal_id)} on ${toId('mailbox', row.object_id)}`;
    ends(what, 'a mailbox', row);
    if (row.principal_id === account.id && row.counter_modseq !== 0) findings.add('reference', id, what, 'no counter mark of the owner', String(row.counter_modseq));
    upTo(what, 'counter mod-sequence', row.counter_modseq);
    upTo(what, 'property mod-sequence', row.property_modseq);
  });
  await verifyMetadata(read, account, findings);
}

const sharedTables = ['access_grant', 'seen_overlay', 'reader_mailbox', 'share_notification', 'share_change', 'metadata'] as const;

/** What is noted on mailboxes (RFC 5464): that they are there, and the people whose own it is. */
async function verifyMetadata(read: Read, account: AccountNumbersRow, findings: Findings): Promise<void> {
  const id = toId('account', account.id);
  await eachRow({ ...first, entry: '' }, (after, limit) => metadataAfter(read, account.id, after, limit), (row) => ({ ...placeOf(row), entry: row.entry }), (row) => {
    const what = `metadata ${row.entry} on ${row.object_id === SERVER ? 'the server' : toId('mailbox', row.object_id)}`;
    if (row.object_id !== SERVER && row.has_object === 0) findings.add('reference', id, what, 'a mailbox', 'none');
    if (row.principal_id !== SHARED && row.principal_type === null) findings.add('reference', id, what, `principal ${toId('principal', row.principal_id)}`, 'none');
    if (row.entry.startsWith('/shared/') !== (row.principal_id === SHARED)) findings.add('structure', id, what, 'a name below /shared or /private', row.entry);
  });
}

/** What belongs to no account that is there, and groups: who is in them, and that none is in itself. */
export async function verifyGroups(read: Read, findings: Findings): Promise<void> {
  const accounts = new Set(await accountIds(read));
  for (const table of sharedTables) {
    for (let id = await nextAccountIn(read, table, -1); id !== undefined; id = await nextAccountIn(read, table, id)) {
      if (!accounts.has(id) && id !== SYSTEM_ACCOUNT) findings.add('reference', toId('account', id), `rows of ${table}`, 'an account', 'none');
    }
  }
  const groupsOf = new Map<number, number[]>();
  await eachRow({ group: 0, member: 0 }, (after, limit) => groupMembersAfter(read, after, limit), (row) => ({ group: row.group_id, member: row.member_id }), (row) => {
    const what = `${toId('principal', row.member_id)} in ${toId('principal', row.group_id)}`;
    if (row.group_type !== 'group' && row.group_type !== DELETING) findings.add('reference', null, what, 'a group', row.group_type ?? 'none');
    if (row.member_type === null) findings.add('reference', null, what, 'a member', 'none');
    groupsOf.set(row.member_id, [...(groupsOf.get(row.member_id) ?? []), row.group_id]);
  });
  for (const group of groupsOf.keys()) {
    if (leadsTo(groupsOf, group)) findings.add('structure', null, toId('principal', group), 'a group that is not in itself', 'a circle');
  }
}

/** Does the way up from here come back? */
function leadsTo(groupsOf: ReadonlyMap<number, readonly number[]>, start: number): boolean {
  const above = new Set(groupsOf.get(start));
  for (const id of above) for (const next of groupsOf.get(id) ?? []) above.add(next);
  return above.has(start);
}
