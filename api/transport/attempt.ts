/** One attempt for entries that share message and envelope: mailboxes here, and the way out for the others. */
import { accountUsage, principalById, type UsageRow } from '../../db/repositories/people.ts';
import type { QueueRow } from '../../db/repositories/queue.ts';
import type { Core } from '../core.ts';
import { type Arrived, arriveStored } from '../mail/store/arrival.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { quotaRefusal, roomOf } from '../mail/store/quota.ts';
import { resolveRoute } from '../people/recipients.ts';
import { type Outcome, ownReply } from './outcome.ts';
import type { Outbound } from './smarthost.ts';

/** Sends what is not for mailboxes here. Never rejects. */
export interface WayOut {
  send(message: Outbound): Promise<Map<string, Outcome>>;
}

/** No smarthost is configured: mail for elsewhere stays in the queue, and says why. */
export const noWayOut: WayOut = {
  send: async ({ recipients }) => {
    const reply = ownReply(451, '4.4.4', 'no smarthost configured: set smarthost.host');
    return new Map(recipients.map((recipient) => [recipient, { kind: 'deferred', reply, status: '4.4.4', remote: null }]));
  },
};

export interface Attempt {
  readonly row: QueueRow;
  /** Undefined: to be put into `accounts` by the unit that records it. */
  readonly outcome: Outcome | undefined;
  /** Accounts here that take the message. */
  readonly accounts: readonly number[];
  /** Addresses that go on as entries of their own: elsewhere behind an alias, or a mailbox that is full. */
  readonly onward: readonly { readonly address: string; readonly outcome: Outcome | null }[];
}

export interface Attempted {
  readonly attempts: readonly Attempt[];
  /** The message, where somebody here gets it. */
  readonly arrived: Arrived | null;
}

/** Tries all rows; they have the same message, sender and DSN parameters. */
export async function attemptRows(core: Core, rows: readonly QueueRow[], wayOut: WayOut): Promise<Attempted> {
  const first = rows[0] as QueueRow;
  const local = await core.db.read(async (read) => {
    const found = new Map<number, Attempt>();
    for (const row of rows) {
      const route = await resolveRoute(read, row.recipient);
      if (route.kind === 'remote') continue;
      if (route.kind === 'unknown') {
        found.set(row.id, { row, outcome: { kind: 'failed', reply: ownReply(550, '5.1.1', 'There is no such mailbox here'), status: '5.1.1', remote: null }, accounts: [], onward: [] });
        continue;
      }
      found.set(row.id, await localAttempt(row, route, (id) => accountUsage(read, id), async (id) => (await principalById(read, id))?.address ?? null));
    }
    return found;
  });
  const remote = rows.filter((row) => !local.has(row.id));
  const outcomes = remote.length === 0 ? new Map<string, Outcome>() : await wayOut.send(outbound(core, first, remote));
  const arrived = [...local.values()].some((attempt) => attempt.accounts.length > 0) ? await readMessage(core, first) : null;
  return {
    attempts: rows.map((row) => {
      const here = local.get(row.id);
      if (!here) return { row, outcome: outcomes.get(row.recipient) ?? unanswered, accounts: [], onward: [] };
      return here.accounts.length > 0 && !arrived ? { row, outcome: unreadable, accounts: [], onward: [] } : here;
    }),
    arrived,
  };
}

/** Null where the bytes cannot be read now. It must not throw: what went out before has to be recorded. */
async function readMessage(core: Core, row: QueueRow): Promise<Arrived | null> {
  const blob = { hash: row.blob_hash, sizeBytes: row.size_bytes - (row.prefix?.length ?? 0), location: undefined };
  try {
    return await arriveStored(core.db.blobs, blob, mimeLimits(core.limits));
  } catch (error) {
    core.log.error({ err: error, entry: row.id }, 'a message in the queue cannot be read');
    return null;
  }
}

const unreadable: Outcome = { kind: 'deferred', reply: ownReply(451, '4.3.0', 'The stored message cannot be read; see the log'), status: '4.3.0', remote: null };
const unanswered: Outcome = { kind: 'deferred', reply: ownReply(451, '4.3.0', 'No answer for this recipient'), status: '4.3.0', remote: null };

async function localAttempt(
  row: QueueRow, route: { accounts: readonly number[]; external: readonly string[] },
  usageOf: (id: number) => Promise<UsageRow | undefined>, addressOf: (id: number) => Promise<string | null>,
): Promise<Attempt> {
  const accounts: number[] = [];
  const refused: { address: string; outcome: Outcome }[] = [];
  for (const id of route.accounts) {
    const usage = await usageOf(id);
    // The lines that this mailbox gets in front are small; the unit checks once more.
    const refusal = usage && quotaRefusal(roomOf(usage), row.size_bytes);
    if (!refusal) accounts.push(id);
    else {
      const outcome: Outcome = refusal.kind === 'largerThanQuota'
        ? { kind: 'failed', reply: ownReply(552, '5.2.2', 'The message is larger than the whole mailbox may be'), status: '5.2.2', remote: null }
        : mailboxFull;
      refused.push({ address: (await addressOf(id)) ?? row.recipient, outcome });
    }
  }
  const onward = [...route.external.map((address) => ({ address, outcome: null })), ...refused];
  const [only] = refused;
  if (accounts.length === 0 && route.external.length === 0 && refused.length === 1 && only) return { row, outcome: only.outcome, accounts: [], onward: [] };
  return { row, outcome: undefined, accounts, onward };
}

export const mailboxFull: Outcome = { kind: 'deferred', reply: ownReply(452, '4.2.2', 'The mailbox is full'), status: '4.2.2', remote: null };

function outbound(core: Core, first: QueueRow, rows: readonly QueueRow[]): Outbound {
  return {
    sender: first.sender, recipients: rows.map((row) => row.recipient), sizeBytes: first.size_bytes, eightBit: first.body_type === '8BITMIME', smtputf8: first.smtputf8 === 1,
    envelopeId: first.envelope_id, dsnReturn: first.dsn_return, notify: first.dsn_notify, originalRecipient: first.original_recipient,
    async *open() {
      if (first.prefix) yield first.prefix;
      yield* core.db.blobs.read(first.blob_hash);
    },
  };
}
