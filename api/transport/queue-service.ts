/** The queue as administrators see and change it. */
import { hurryEntry, leaseEntries, queueEntriesById, queuePage, type QueueRow } from '../../db/repositories/queue.ts';
import type { Unit } from '../../db/index.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { needId, toId } from '../ids.ts';
import { makeCursor, parseCursor } from '../people/page.ts';
import type { QueueEntry, QueueService } from '../rest/queue-service.ts';
import { numberingAccount, QUEUE_ACCOUNT } from './queue-account.ts';
import { ownReply } from './outcome.ts';
import { recordAttempt } from './record.ts';
import { LEASE_MS } from './retry-schedule.ts';

const usualPage = 100;
const largestPage = 500;

/** @param hurry called when something is due at once */
export function queueService(core: Core, hurry: () => void): QueueService {
  const find = async (id: string): Promise<QueueRow> => {
    const number = needId('queue', id);
    const [row] = await core.db.read((read) => queueEntriesById(read, [number]));
    if (!row) throw new CoreError('notFound', `There is no entry ${id} in the queue; it may have been sent.`);
    return row;
  };
  const refuseSending = (row: QueueRow, now: number): void => {
    if (isSending(row, now)) throw new CoreError('cannotUnsend', `The entry ${toId('queue', row.id)} is being sent at this moment; look again in a minute.`);
  };
  return {
    async list({ cursor, limit = usualPage, ...filter }) {
      const now = core.clock.now();
      const most = Math.min(Math.max(1, limit), largestPage);
      const after = cursor === undefined ? undefined : place(parseCursor(cursor));
      const rows = await core.db.read((read) => queuePage(read, filter, now, after, most + 1));
      const page = rows.slice(0, most);
      const last = page.at(-1);
      return { items: page.map((row) => entryView(row, now)), next: rows.length > most && last ? makeCursor(keyOf(last)) : null };
    },
    get: async (id) => entryView(await find(id), core.clock.now()),
    async retry(id, by) {
      const row = await find(id);
      const now = core.clock.now();
      refuseSending(row, now);
      await core.db.write([row.account_id], async (tx) => {
        await hurryEntry(tx, row.id, now);
        await note(tx, by, 'queueRetry', row, now);
      });
      hurry();
      return entryView({ ...row, next_attempt_at: Math.min(row.next_attempt_at, now) }, now);
    },
    async cancel(id, { bounce }, by) {
      const row = await find(id);
      const now = core.clock.now();
      refuseSending(row, now);
      const owner = `cancel/${id}`;
      const [taken] = await core.db.write([row.account_id], async (tx) => {
        await note(tx, by, 'queueCancel', row, now);
        return leaseEntries(tx, [row.id], owner, now + LEASE_MS, now);
      });
      if (!taken) throw new CoreError('cannotUnsend', `The entry ${id} is being sent at this moment; look again in a minute.`);
      const reply = ownReply(554, '5.0.0', 'Cancelled by the administrator');
      await recordAttempt(core, owner, {
        arrived: null,
        attempts: [{ row: bounce ? taken : { ...taken, dsn_notify: 'NEVER' }, outcome: { kind: 'failed', reply, status: '5.0.0', remote: null }, accounts: [], onward: [] }],
      });
    },
  };
}

const isSending = (row: QueueRow, now: number): boolean => row.lease_owner !== null && (row.lease_until ?? 0) > now;

function entryView(row: QueueRow, now: number): QueueEntry {
  const at = (ms: number): string => new Date(ms).toISOString();
  const sending = isSending(row, now);
  return {
    id: toId('queue', row.id),
    accountId: row.account_id === QUEUE_ACCOUNT ? null : toId('account', row.account_id),
    submissionId: row.submission_id === null ? null : toId('submission', row.submission_id),
    status: sending ? 'sending' : row.state,
    sender: row.sender,
    recipients: [{ address: row.recipient, status: 'waiting', attempts: row.attempts, lastAttemptAt: row.last_attempt_at === null ? null : at(row.last_attempt_at), lastReply: row.last_reply }],
    size: row.size_bytes,
    createdAt: at(row.created_at),
    nextAttemptAt: sending ? null : at(row.next_attempt_at),
    expiresAt: at(row.expires_at),
  };
}

const keyOf = (row: QueueRow): string => `${row.created_at} ${row.id}`;

function place(key: string): { createdAt: number; id: number } {
  const [createdAt, id] = key.split(' ').map(Number);
  if (createdAt === undefined || id === undefined || !Number.isSafeInteger(createdAt) || !Number.isSafeInteger(id)) {
    throw new CoreError('invalidArguments', 'The cursor is not one that this list gave.', { properties: ['cursor'] });
  }
  return { createdAt, id };
}

const note = (tx: Unit, by: Actor, action: 'queueRetry' | 'queueCancel', row: QueueRow, now: number): Promise<void> =>
  audit(tx, numberingAccount(tx, row.account_id).id, now, by, { action, subject: row.recipient });
