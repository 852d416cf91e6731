import { changedSince, type FlagRow, flagsAfter, expungedSince as readExpunged } from '../../db/repositories/columns.ts';
import { type Read, sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { DELETED_BIT, type MailboxDelta, type MailboxSnapshot, type MessageColumns } from '../client/legacy.ts';
import { unpackExtra } from '../mail/store/keywords.ts';
import { ownMailbox } from './own-mailbox.ts';

/** Rows read before the event loop gets its turn. */
const BATCH = 2_000;

function toColumns(rows: readonly FlagRow[]): MessageColumns {
  const columns = {
    uids: new Uint32Array(rows.length), emails: new Float64Array(rows.length), flags: new Uint32Array(rows.length), modseqs: new Float64Array(rows.length),
    extraKeywords: new Map<number, readonly string[]>(),
  };
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as FlagRow;
    columns.uids[i] = row.uid;
    columns.emails[i] = row.email_id;
    columns.flags[i] = row.deleted ? row.keyword_bits | DELETED_BIT : row.keyword_bits;
    columns.modseqs[i] = row.modseq;
    if (row.extra_keywords) columns.extraKeywords.set(i, unpackExtra(row.extra_keywords));
  }
  return columns;
}

/** All messages of a mailbox as columns: what an open view begins with. */
export function snapshot(ctx: Context, mailboxId: string): Promise<MailboxSnapshot> {
  return ctx.core.db.read(async (read) => {
    const mailbox = await ownMailbox(read, ctx, mailboxId);
    const rows: FlagRow[] = [];
    for (let after = 0; ; ) {
      const batch = await flagsAfter(read, mailbox.id, after, BATCH);
      rows.push(...batch);
      if (batch.length < BATCH) break;
      after = (batch.at(-1) as FlagRow).uid;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { uidValidity: mailbox.uid_validity, uidNext: mailbox.uid_next, highestModseq: mailbox.highest_modseq, messages: toColumns(rows) };
  });
}

/** What changed in a mailbox after a mod-sequence. */
export function changes(ctx: Context, mailboxId: string, modseq: number): Promise<MailboxDelta> {
  return ctx.core.db.read(async (read) => {
    const mailbox = await ownMailbox(read, ctx, mailboxId);
    const changed = await allChanged(read, mailbox.id, modseq);
    return {
      uidNext: mailbox.uid_next, highestModseq: mailbox.highest_modseq, changed: toColumns(changed), expunged: await expunged(read, ctx, mailbox.id, modseq),
    };
  });
}

/** All changed messages, in UID order; a bulk STORE may have changed every one. */
async function allChanged(read: Read, mailboxId: number, since: number): Promise<FlagRow[]> {
  const rows: FlagRow[] = [];
  for (let after = { modseq: since, uid: Number.MAX_SAFE_INTEGER }; ; ) {
    const batch = await changedSince(read, mailboxId, since, after, BATCH);
    for (const row of batch) rows.push(row);
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) break;
    after = { modseq: last.modseq, uid: last.uid };
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows.sort((a, b) => a.uid - b.uid);
}

export function expungedAfter(ctx: Context, mailboxId: string, modseq: number): Promise<Uint32Array | null> {
  return ctx.core.db.read(async (read) => expunged(read, ctx, (await ownMailbox(read, ctx, mailboxId)).id, modseq));
}

async function expunged(read: Read, ctx: Context, mailboxId: number, modseq: number): Promise<Uint32Array | null> {
  const horizon = await read.get<{ horizon_modseq: number }>(sql`SELECT horizon_modseq FROM account WHERE id = ${ctx.principal.id}`);
  if (modseq < (horizon?.horizon_modseq ?? 0)) return null;
  return Uint32Array.from(await readExpunged(read, mailboxId, modseq));
}
