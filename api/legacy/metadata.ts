/** Metadata of mailboxes and of the server (RFC 5464): everybody's own, and shared ones. */
import { copyMetadata, deleteMetadata, metadataBytes, metadataEntries, metadataValue, putMetadata, SERVER, SHARED } from '../../db/repositories/metadata.ts';
import { type Read, SYSTEM_ACCOUNT, type Unit } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { needRights } from '../access/need-rights.ts';
import { mayIn, reachForMailbox } from '../access/reach.ts';
import { CoreError } from '../client/errors.ts';
import type { MetadataChange, MetadataEntry } from '../client/legacy.ts';
import { accountOf } from '../ids.ts';
import { mailboxNumber, mayWrite } from './reached-mailbox.ts';

export { copyMetadata };

/** How to reach who runs the server; nobody changes it (RFC 5464 §3.2.1.1). */
const ADMIN = '/shared/admin';
const isShared = (entry: string): boolean => entry.startsWith('/shared/');

/** @param mailbox null: the server @throws CoreError mailboxNotFound */
export function listMetadata(ctx: Context, mailbox: string | null): Promise<MetadataEntry[]> {
  return ctx.core.db.read(async (read) => {
    const id = await readable(ctx, read, mailbox);
    const rows = await metadataEntries(read, id, ctx.principal.id);
    const stored = rows.map(({ entry, size }) => ({ entry, sizeBytes: size }));
    return id === SERVER ? [...stored, { entry: ADMIN, sizeBytes: Buffer.byteLength(adminAddress(ctx)) }] : stored;
  });
}

/** @returns undefined where there is none */
export function readMetadata(ctx: Context, mailbox: string | null, entry: string): Promise<Buffer | undefined> {
  return ctx.core.db.read(async (read) => {
    const id = await readable(ctx, read, mailbox);
    if (id === SERVER && entry === ADMIN) return Buffer.from(adminAddress(ctx));
    return metadataValue(read, id, isShared(entry) ? SHARED : ctx.principal.id, entry);
  });
}

/** RFC 5321 §4.5.1: every domain has one. */
const adminAddress = ({ principal: { address } }: Context): string => `mailto:postmaster@${address.slice(address.lastIndexOf('@') + 1)}`;

/** Whoever may see a mailbox may read what is noted on it (RFC 5464 §3.3). */
async function readable(ctx: Context, read: Read, mailbox: string | null): Promise<number> {
  if (mailbox === null) return SERVER;
  const id = mailboxNumber(mailbox);
  await reachForMailbox(ctx, read, id, 'read');
  return id;
}

/**
 * Sets and removes entries, all or none. Shared ones of a mailbox need the right `w` there, those of the server an administrator; one's own need nothing
 * but that the mailbox may be seen.
 * @throws CoreError mailboxNotFound, notPermitted, metadataTooLarge, metadataTooMany
 */
export async function changeMetadata(ctx: Context, mailbox: string | null, changes: readonly MetadataChange[]): Promise<void> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  const { metadataEntryBytes } = core.limits;
  if (changes.some(({ value }) => value !== null && value.length > metadataEntryBytes)) throw tooLarge(metadataEntryBytes);
  const mailboxId = mailbox === null ? SERVER : mailboxNumber(mailbox);
  const account = mailbox === null ? SYSTEM_ACCOUNT : accountOf(mailboxId);
  const shared = changes.filter(({ entry }) => isShared(entry));
  const own = changes.filter(({ entry }) => !isShared(entry));
  // The mailbox's account, too: it must not go meanwhile.
  const accounts = [...(shared.length > 0 || mailboxId !== SERVER ? [account] : []), ...(own.length > 0 ? [principal.id] : [])];
  await core.db.write([...new Set(accounts)], async (tx) => {
    await mayChange(ctx, tx, mailboxId, shared);
    for (const [principalId, some] of [[SHARED, shared], [principal.id, own]] as const) {
      for (const { entry, value } of some) {
        if (value === null) await deleteMetadata(tx, mailboxId, principalId, entry);
        else await putMetadata(tx, { mailbox_id: mailboxId, principal_id: principalId, entry, account_id: mailboxId === SERVER && principalId !== SHARED ? principalId : account, value });
      }
      if (some.length > 0) await mustFit(ctx, tx, mailboxId, principalId, account);
    }
    tx.afterCommit(() => {
      for (const [principalId, some] of [[SHARED, shared], [principal.id, own]] as const) {
        if (some.length > 0) core.bus.publish({ kind: 'metadata', mailboxId, principalId, entries: some.map(({ entry }) => entry), by: ctx });
      }
    });
  });
}

async function mayChange(ctx: Context, tx: Unit, mailboxId: number, shared: readonly MetadataChange[]): Promise<void> {
  if (mailboxId !== SERVER) {
    const reach = await reachForMailbox(ctx, tx, mailboxId, 'write');
    if (shared.length > 0 && !mayIn(reach, mailboxId, 'w')) needRights(reach, mailboxId, 'You may not change what is noted on this folder for everybody; keep it to yourself, below /private.', 'w');
    return;
  }
  if (shared.some(({ entry }) => entry === ADMIN)) throw new CoreError('notPermitted', 'The address of the administrators cannot be changed here.');
  if (shared.length > 0 && !ctx.principal.administrator) throw new CoreError('notPermitted', 'Only administrators note something for everybody; keep it to yourself, below /private.');
}

async function mustFit(ctx: Context, tx: Unit, mailboxId: number, principalId: number, account: number): Promise<void> {
  const { metadataEntries: most, metadataBytes: mostBytes } = ctx.core.limits;
  const count = (await metadataEntries(tx, mailboxId, principalId)).filter((row) => row.principal_id === principalId).length;
  if (count > most) throw new CoreError('metadataTooMany', `There may be ${most} entries; remove some.`);
  const bytes = await metadataBytes(tx, principalId === SHARED ? { accountId: account } : { principalId });
  if (bytes > mostBytes) throw new CoreError('metadataTooMany', `All entries together may have ${mostBytes} bytes; remove some.`);
}

const tooLarge = (maxBytes: number): CoreError => new CoreError('metadataTooLarge', `An entry may have ${maxBytes} bytes.`, { maxBytes });
