/** Access control lists of mailboxes as IMAP shows and sets them (RFC 4314 §3): the grants that JMAP calls `shareWith`. */
import { ANYONE, grantsOn } from '../../db/repositories/grants.ts';
import { principalByAddress } from '../../db/repositories/people.ts';
import { type DirectoryRow, principalsById, unaddressedGroup } from '../../db/repositories/principals.ts';
import type { Read } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { rightsByPrincipal, setGrants } from '../access/grants.ts';
import { needRights } from '../access/need-rights.ts';
import { type Reach, reachForMailbox, rightsIn } from '../access/reach.ts';
import { ALL_RIGHTS, fromRightLetters, toRightLetters } from '../access/rights.ts';
import { CoreError } from '../client/errors.ts';
import type { AclChange, AclEntry } from '../client/legacy.ts';
import { accountOf } from '../ids.ts';
import { checkedAddress } from '../people/addresses.ts';
import { mailboxNumber, reachedMailbox } from './reached-mailbox.ts';

/** Everybody who can sign in (RFC 4314 §2). */
const ANYONE_NAME = 'anyone';

/** GETACL. A person's own mailboxes have them in the list, with everything; a group's own are given to it like any other. */
export function readAcl(ctx: Context, mailboxId: string): Promise<AclEntry[]> {
  return ctx.core.db.read(async (read) => {
    const { row, reach } = await reachedMailbox(read, ctx, mailboxId);
    needMayShare(reach, row.id);
    const grants = rightsByPrincipal(await grantsOn(read, [row.id]));
    const principals = new Map((await principalsById(read, [reach.account, ...grants.keys()])).map((each) => [each.id, each]));
    const owner = principals.get(reach.account);
    const entries: AclEntry[] = owner && owner.type !== 'group' ? [{ identifier: identifierOf(owner), rights: toRightLetters(ALL_RIGHTS) }] : [];
    for (const [id, rights] of grants) {
      const principal = principals.get(id);
      if (id === ANYONE) entries.push({ identifier: ANYONE_NAME, rights: toRightLetters(rights) });
      else if (principal) entries.push({ identifier: identifierOf(principal), rights: toRightLetters(rights) });
    }
    return entries;
  });
}

/** SETACL, DELETEACL. */
export async function changeAcl(ctx: Context, mailboxId: string, identifier: string, change: AclChange): Promise<void> {
  const mailbox = mailboxNumber(mailboxId);
  const letters = fromRightLetters(change.rights);
  if (letters === undefined) {
    throw new CoreError('invalidArguments', `${JSON.stringify(change.rights.slice(0, 40))} holds letters that are no rights; there are lrswipkxtea.`);
  }
  const account = accountOf(mailbox);
  await ctx.core.db.write([account], async (tx) => {
    const reach = await reachForMailbox(ctx, tx, mailbox, 'write');
    needMayShare(reach, mailbox);
    const principalId = await principalOf(tx, identifier);
    if (await isOwner(tx, reach, principalId)) throw new CoreError('notPermitted', 'The owner has every right in this folder, always.');
    const before = rightsByPrincipal(await grantsOn(tx, [mailbox])).get(principalId) ?? 0;
    const rights = change.op === 'set' ? letters : change.op === 'add' ? before | letters : before & ~letters;
    await setGrants(tx, ctx, reach, mailbox, [{ principalId, rights }]);
  });
}

/** LISTRIGHTS. The owner has everything; everybody else can be given each right by itself that the caller has, and keep what they have. */
export function grantableRights(ctx: Context, mailboxId: string, identifier: string): Promise<{ required: string; optional: string }> {
  return ctx.core.db.read(async (read) => {
    const { row, reach } = await reachedMailbox(read, ctx, mailboxId);
    needMayShare(reach, row.id);
    const principal = await principalOf(read, identifier);
    if (await isOwner(read, reach, principal)) return { required: toRightLetters(ALL_RIGHTS), optional: '' };
    if (reach.isOwner) return { required: '', optional: toRightLetters(ALL_RIGHTS) };
    const before = rightsByPrincipal(await grantsOn(read, [row.id])).get(principal) ?? 0;
    return { required: '', optional: toRightLetters(principal === reach.principal ? before : before | rightsIn(reach, row.id)) };
  });
}

/** A group owns its account, and has there what it is given. */
async function isOwner(read: Read, reach: Reach, principal: number): Promise<boolean> {
  if (principal !== reach.account) return false;
  const [row] = await principalsById(read, [principal]);
  return row !== undefined && row.type !== 'group';
}

function needMayShare(reach: Reach, mailbox: number): void {
  needRights(reach, mailbox, 'You may not see or change who may use this folder.', 'a');
}

const identifierOf = ({ address, name }: DirectoryRow): string => address ?? `$${name}`;

/** @throws CoreError notFound */
async function principalOf(read: Read, identifier: string): Promise<number> {
  const name = identifier.normalize('NFKC').trim();
  if (name.toLowerCase() === ANYONE_NAME) return ANYONE;
  if (name.startsWith('-')) throw new CoreError('invalidArguments', 'Rights cannot be denied here; take away the grant that gives them.');
  const row = name.startsWith('$') ? await unaddressedGroup(read, name.slice(1)) : await principalByAddress(read, normalised(name));
  if (!row) throw new CoreError('notFound', `There is nobody ${JSON.stringify(identifier.slice(0, 100))} here; write a mail address, or anyone.`);
  return row.id;
}

/** What is no address is nobody's. */
function normalised(address: string): string {
  try {
    return checkedAddress(address, 'identifier').address;
  } catch {
    return '';
  }
}
