import type { EmailRow, ProjectionRow } from '../../db/repositories/emails.ts';
import { blobSizes, isEmailThere, projectionsOf, threadKeysOf } from '../../db/repositories/verify.ts';
import { BlobDamaged } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { type Arrived, arriveStored } from '../mail/store/arrival.ts';
import { ownThreadKey } from '../mail/store/description.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { turn } from './pages.ts';
import { Findings } from './report.ts';

const BATCH = 50;
const columns = ['headers', 'preview', 'structure', 'envelope', 'body_structure', 'body', 'header_projection', 'reference_hashes', 'base_subject', 'sort_from', 'sort_to', 'sort_subject'] as const;

/**
 * Reads every message's bytes anew, checks them against their hash, parses them and compares what was computed at arrival. Emails that go meanwhile are
 * left out.
 * @param intact hashes of blobs that were found intact already; those found so here are added
 */
export async function verifyMessages(core: Core, accountId: number, emails: readonly EmailRow[], intact: Set<string>, findings: Findings): Promise<void> {
  for (let start = 0; start < emails.length; start += BATCH) {
    const batch = emails.slice(start, start + BATCH);
    const { projections, sizes } = await core.db.read(async (read) => ({
      projections: new Map((await projectionsOf(read, batch.map((email) => email.id))).map((row) => [row.id, row])),
      sizes: new Map((await blobSizes(read, batch.map((email) => email.blob_hash))).map((row) => [row.hash, row.size_bytes])),
    }));
    for (const email of batch) {
      findings.emails += 1;
      const found = new Findings();
      await verifyMessage(core, accountId, email, { projection: projections.get(email.id), blobBytes: sizes.get(email.blob_hash) }, intact, found);
      // What has gone since its row was read takes its projection, its thread and perhaps its blob along.
      findings.blobs += found.blobs;
      if (found.differences.length > 0 && (await core.db.read((read) => isEmailThere(read, accountId, email.id)))) findings.take(found);
      await turn();
    }
  }
}

async function verifyMessage(
  core: Core, accountId: number, email: EmailRow, stored: { projection: ProjectionRow | undefined; blobBytes: number | undefined }, intact: Set<string>, findings: Findings,
): Promise<void> {
  const id = toId('account', accountId);
  const name = toId('email', email.id);
  if (!stored.projection) findings.add('structure', id, name, 'a projection', 'none');
  if (stored.blobBytes === undefined) return findings.add('reference', id, name, `blob b${email.blob_hash}`, 'none');
  if (!intact.has(email.blob_hash)) {
    const state = await core.db.blobs.verify(email.blob_hash);
    findings.blobs += 1;
    if (state !== 'ok') return findings.add('blob', id, name, 'bytes with this hash', state);
    intact.add(email.blob_hash);
  }
  findings.compare('structure', id, name, 'size', stored.blobBytes + (email.prefix?.length ?? 0), email.size_bytes);
  if (!stored.projection) return;
  let arrived: Arrived;
  try {
    arrived = await arriveStored(core.db.blobs, { hash: email.blob_hash, sizeBytes: stored.blobBytes, location: undefined }, mimeLimits(core.limits));
  } catch (error) {
    if (error instanceof BlobDamaged) return findings.add('blob', id, name, 'readable bytes', error.message);
    throw error;
  }
  for (const column of columns) {
    const [expected, found] = [text(arrived.projection[column]), text(stored.projection[column])];
    if (expected !== found) findings.add('structure', id, name, `${column}: ${expected}`, `${column}: ${found}`);
  }
  findings.compare('structure', id, name, 'sent at', arrived.sentAt, email.sent_at);
  findings.compare('structure', id, name, 'attachment', arrived.hasAttachment ? 1 : 0, email.has_attachment);
  findings.compare('structure', id, name, 'Message-ID hash', arrived.messageIdHash, email.message_id_hash);
  if (arrived.threadKeys.length === 0) return;
  // A message that joins two threads finds some of its keys taken by the other one; one that others put there, perhaps all but that of its own.
  const keys = await core.db.read((read) => threadKeysOf(read, accountId, [...arrived.threadKeys, ownThreadKey(email.id)]));
  if (!keys.some((key) => key.thread_id === email.thread_id)) findings.add('thread', id, name, `a key that leads to ${toId('thread', email.thread_id)}`, 'none');
}

function text(value: string | Buffer | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : value.toString('latin1');
}
