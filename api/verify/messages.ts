import type { EmailRow, ProjectionRow } from '../../db/repositories/emails.ts';
import { projectionsOf, threadKeysOf } from '../../db/repositories/verify.ts';
import { BlobDamaged } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { type Arrived, arriveStored } from '../mail/store/arrival.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import type { Findings } from './report.ts';

const BATCH = 100;
const columns = ['headers', 'preview', 'structure', 'envelope', 'body_structure', 'body', 'header_projection', 'reference_hashes', 'base_subject', 'sort_from', 'sort_to', 'sort_subject'] as const;

/** Parses every message anew and compares what was computed at arrival. Emails that have gone meanwhile are left out. */
export async function verifyMessages(core: Core, accountId: number, emails: readonly EmailRow[], findings: Findings): Promise<void> {
  for (let start = 0; start < emails.length; start += BATCH) {
    const batch = emails.slice(start, start + BATCH);
    const projections = new Map((await core.db.read((read) => projectionsOf(read, batch.map((email) => email.id)))).map((row) => [row.id, row]));
    for (const email of batch) await verifyMessage(core, accountId, email, projections.get(email.id), findings);
  }
}

async function verifyMessage(core: Core, accountId: number, email: EmailRow, stored: ProjectionRow | undefined, findings: Findings): Promise<void> {
  const id = toId('account', accountId);
  const name = toId('email', email.id);
  findings.emails += 1;
  if (!stored) {
    const still = await core.db.read((read) => projectionsOf(read, [email.id]));
    if (still.length === 0) findings.add('structure', id, name, 'a projection', 'none');
    return;
  }
  let arrived: Arrived;
  try {
    const bytes = email.size_bytes - (email.prefix?.length ?? 0);
    arrived = await arriveStored(core.db.blobs, { hash: email.blob_hash, sizeBytes: bytes, location: undefined }, mimeLimits(core.limits));
  } catch (error) {
    if (error instanceof BlobDamaged || (error as NodeJS.ErrnoException).code === 'ENOENT') return findings.add('blob', id, name, 'readable bytes', (error as Error).message);
    throw error;
  }
  for (const column of columns) {
    const [expected, found] = [text(arrived.projection[column]), text(stored[column])];
    if (expected !== found) findings.add('structure', id, name, `${column}: ${expected}`, `${column}: ${found}`);
  }
  findings.compare('structure', id, name, 'sent at', arrived.sentAt, email.sent_at);
  findings.compare('structure', id, name, 'attachment', arrived.hasAttachment ? 1 : 0, email.has_attachment);
  findings.compare('structure', id, name, 'Message-ID hash', arrived.messageIdHash, email.message_id_hash);
  if (arrived.threadKeys.length === 0) return;
  const keys = await core.db.read((read) => threadKeysOf(read, accountId, arrived.threadKeys));
  if (keys.length < arrived.threadKeys.length) findings.add('thread', id, name, `${arrived.threadKeys.length} keys`, `${keys.length}`);
}

function text(value: string | Buffer | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : value.toString('latin1');
}
