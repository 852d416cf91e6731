/** What an attempt came to, written down in one unit: mailboxes, queue, submission and reports agree at every moment. */
import type { Read, Unit } from '../../db/index.ts';
import { principalById } from '../../db/repositories/people.ts';
import { deleteQueueEntries, insertQueueEntries, postponeEntry, type QueueRow, queueEntriesById } from '../../db/repositories/queue.ts';
import { setDelivery, submissionById } from '../../db/repositories/submissions.ts';
import { isCoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { deliverInUnit, deliveryPrefix } from '../mail/delivery/deliver-to-account.ts';
import type { Arrived } from '../mail/store/arrival.ts';
import { resolveRoute, type Route } from '../people/recipients.ts';
import { type Attempt, type Attempted, mailboxFull } from './attempt.ts';
import { parseStatuses, statusAfter, statusKey } from './delivery-status.ts';
import { wantsNotice } from './envelope.ts';
import { makeReport, type ReadyReport, reportEntry } from './make-report.ts';
import type { Outcome } from './outcome.ts';
import { numberingAccount } from './queue-account.ts';
import type { ReportAction } from './report.ts';
import { DELAY_REPORT_MS, nextAttempt } from './retry-schedule.ts';

/** What is to be written for one entry. */
interface Verdict {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** No further attempt follows. */
  readonly isOver: boolean;
  readonly nextAttemptAt: number;
  readonly action: ReportAction | null;
}

type RowsReport = ReadyReport & { readonly rows: readonly QueueRow[] };

const storedHere: Outcome = { kind: 'delivered', reply: '250 2.1.5 Delivered', stored: true, remote: null, reports: false };
/** A recipient that wanted fewer at a time is next at once, in a moment. */
const SOON_MS = 1000;

/**
 * Records an attempt. Entries that meanwhile belong to somebody else (the lease ran out) are left to them, unless their message went out.
 * @param owner who holds the lease
 */
export async function recordAttempt(core: Core, owner: string, { attempts, arrived }: Attempted): Promise<void> {
  const now = core.clock.now();
  const verdicts = attempts.map((attempt) => judge(attempt, now, core.limits.queueLifetime));
  const reports = await makeReports(core, verdicts, now);
  const first = verdicts[0]?.attempt.row as QueueRow;
  const back = reports.length === 0 ? null : await core.db.read((read) => routeBack(read, first.sender));
  const accounts = new Set([first.account_id, ...attempts.flatMap((attempt) => attempt.accounts), ...(back?.kind === 'local' ? back.accounts : [])]);
  await core.db.write([...accounts], async (tx) => {
    const present = new Map((await queueEntriesById(tx, attempts.map(({ row }) => row.id))).map((row) => [row.id, row]));
    const held = verdicts.filter(({ attempt, outcome }) => {
      const row = present.get(attempt.row.id);
      return row !== undefined && (row.lease_owner === owner || (outcome.kind === 'delivered' && !outcome.stored));
    });
    const outcomes = await write(tx, core, owner, held, arrived, now);
    const written = new Set(held.map(({ attempt }) => attempt.row.id));
    const reportBlobs: string[] = [];
    for (const report of reports) {
      if (!report.rows.some((row) => written.has(row.id))) continue;
      await deliverReport(tx, core, report, first, back as Route, now);
      reportBlobs.push(`b${report.arrived.blob.hash}`);
    }
    await writeStatuses(tx, first, outcomes, reportBlobs);
  });
}

function judge(attempt: Attempt, now: number, lifetimeMs: number): Verdict {
  const { row } = attempt;
  const outcome = attempt.outcome ?? storedHere;
  const wants = (event: 'SUCCESS' | 'FAILURE' | 'DELAY'): boolean => row.sender !== '' && wantsNotice(row.dsn_notify, event);
  if (outcome.kind === 'delivered') {
    const action = wants('SUCCESS') && !outcome.reports ? (outcome.stored ? 'delivered' : 'relayed') : null;
    return { attempt, outcome, isOver: true, nextAttemptAt: 0, action };
  }
  const next = outcome.kind === 'failed' ? undefined : outcome.soon ? Math.min(now + SOON_MS, row.expires_at) : nextAttempt(row.attempts, now, row.expires_at);
  if (next === undefined || (outcome.kind === 'deferred' && now >= row.expires_at)) {
    const over: Outcome = outcome.kind === 'failed' ? outcome : { ...outcome, kind: 'failed', status: outcome.status.startsWith('4.4') ? '5.4.7' : outcome.status };
    return { attempt, outcome: over, isOver: true, nextAttemptAt: 0, action: wants('FAILURE') ? 'failed' : null };
  }
  // Time that the sender wanted it to wait does not count.
  const releasedAt = row.expires_at - lifetimeMs;
  const isLate = !row.delay_reported && now - releasedAt >= DELAY_REPORT_MS && row.attempts > 0;
  return { attempt, outcome, isOver: false, nextAttemptAt: next, action: isLate && wants('DELAY') ? 'delayed' : null };
}

async function write(tx: Unit, core: Core, owner: string, verdicts: readonly Verdict[], arrived: Arrived | null, now: number): Promise<{ row: QueueRow; outcome: Outcome; isOver: boolean }[]> {
  const outcomes: { row: QueueRow; outcome: Outcome; isOver: boolean }[] = [];
  const gone: number[] = [];
  const onward: QueueRow[] = [];
  const reached = new Set<number>();
  for (const { attempt, outcome, isOver, nextAttemptAt, action } of verdicts) {
    const { row } = attempt;
    const more = [...attempt.onward];
    for (const accountId of attempt.accounts) {
      if (reached.has(accountId) || !arrived) continue;
      reached.add(accountId);
      const prefix = Buffer.concat([deliveryPrefix(row.sender, row.recipient), row.prefix ?? Buffer.alloc(0)]);
      try {
        await deliverInUnit(tx, core, accountId, { arrived, prefix, receivedAt: now });
      } catch (error) {
        if (!isCoreError(error)) throw error;
        const address = (await principalById(tx, accountId))?.address;
        if (address) more.push({ address, outcome: mailboxFull });
      }
    }
    if (isOver) gone.push(row.id);
    else await postponeEntry(tx, row.id, owner, { at: now, nextAttemptAt, status: outcome.kind === 'deferred' ? outcome.status : '', reply: outcome.reply, delayReported: row.delay_reported === 1 || action === 'delayed' });
    for (const { address, outcome: known } of more) onward.push(onwardEntry(tx, row, address, known, now));
    const left = more.length > 0 && attempt.accounts.length === 0;
    outcomes.push({ row, outcome: left ? (more[0]?.outcome ?? waits) : outcome, isOver: isOver && !left });
  }
  await deleteQueueEntries(tx, gone);
  await insertQueueEntries(tx, onward);
  return outcomes;
}

const waits: Outcome = { kind: 'deferred', reply: '250 2.0.0 The message waits in the queue', status: '4.0.0', remote: null };

/** An entry for an address behind another one: tried at once, or, where the mailbox is full, when it may have room. */
function onwardEntry(tx: Unit, row: QueueRow, address: string, outcome: Outcome | null, now: number): QueueRow {
  const isFull = outcome?.kind === 'deferred';
  return {
    ...row, id: numberingAccount(tx, row.account_id).newId(), recipient: address, original_recipient: row.original_recipient ?? `rfc822;${row.recipient}`, state: 'waiting',
    attempts: isFull ? 1 : 0, next_attempt_at: isFull ? (nextAttempt(0, now, row.expires_at) ?? now) : now, last_attempt_at: isFull ? now : null,
    last_status: isFull ? outcome.status : null, last_reply: outcome && outcome.kind !== 'delivered' ? outcome.reply : null, lease_owner: null, lease_until: null, delay_reported: 0,
  };
}

async function writeStatuses(tx: Unit, first: QueueRow, outcomes: readonly { row: QueueRow; outcome: Outcome; isOver: boolean }[], reportBlobs: readonly string[]): Promise<void> {
  if (first.submission_id === null) return;
  const submission = await submissionById(tx, first.account_id, first.submission_id);
  if (!submission) return;
  const account = tx.account(first.account_id);
  const statuses = parseStatuses(submission.delivery_status) ?? {};
  for (const { row, outcome, isOver } of outcomes) {
    const key = statusKey(statuses, row);
    // An alias of several people has reached somebody: what becomes of the others is in their reports.
    if (key !== undefined && !(statuses[key]?.delivered === 'yes' && key !== row.recipient)) statuses[key] = statusAfter(outcome, isOver);
  }
  const blobs = [...(JSON.parse(submission.dsn_blobs ?? '[]') as string[]), ...reportBlobs];
  await setDelivery(tx, submission.id, JSON.stringify(statuses), blobs.length === 0 ? null : JSON.stringify(blobs), account.modseq);
  account.touch('EmailSubmission');
}

/** One report for each kind of news; its bytes are durable before the unit begins. */
async function makeReports(core: Core, verdicts: readonly Verdict[], now: number): Promise<RowsReport[]> {
  const byAction = new Map<ReportAction, Verdict[]>();
  for (const verdict of verdicts) if (verdict.action) byAction.set(verdict.action, [...(byAction.get(verdict.action) ?? []), verdict]);
  const reports: RowsReport[] = [];
  for (const [action, about] of byAction) {
    const rows = about.map(({ attempt }) => attempt.row);
    const recipients = about.map(({ attempt, outcome }) => ({ row: attempt.row, outcome }));
    reports.push({ ...(await makeReport(core, action, rows[0] as QueueRow, recipients, now)), rows });
  }
  return reports;
}

const routeBack = (read: Read, sender: string): Promise<Route> => resolveRoute(read, sender);

/** Puts a report where the sender reads it; where there is no room, or the sender is elsewhere, it waits in the queue. */
async function deliverReport(tx: Unit, core: Core, report: ReadyReport, about: QueueRow, back: Route, now: number): Promise<void> {
  const queue = async (recipient: string, nextAttemptAt: number): Promise<void> => {
    await core.db.blobs.register(tx, report.arrived.blob, now);
    const id = numberingAccount(tx, about.account_id).newId();
    await insertQueueEntries(tx, [reportEntry(core, report, { id, account_id: about.account_id, recipient, language: about.language, now, dueAt: nextAttemptAt })]);
  };
  if (back.kind !== 'local') {
    if (back.kind === 'remote') await queue(about.sender, now);
    return;
  }
  for (const accountId of back.accounts) {
    try {
      await deliverInUnit(tx, core, accountId, { arrived: report.arrived, prefix: deliveryPrefix('', about.sender), receivedAt: now });
    } catch (error) {
      if (!isCoreError(error)) throw error;
      const address = (await principalById(tx, accountId))?.address;
      if (address) await queue(address, now + 60_000);
    }
  }
  for (const address of back.external) await queue(address, now);
}
