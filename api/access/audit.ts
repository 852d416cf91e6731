import { createHash } from 'node:crypto';
import { type AuditRow, insertAudit, sealAudit, sealedAudit, unsealedAudit } from '../../db/repositories/audit.ts';
import { readMeta, writeMeta } from '../../db/repositories/meta.ts';
import type { Read, Unit } from '../../db/index.ts';
import type { Core } from '../core.ts';
import type { Timer } from '../shared/clock.ts';
import type { Actor } from './actor.ts';

export type AuditAction =
  | 'signIn' | 'sessionStart' | 'sessionEnd' | 'passwordChange' | 'tokenCreate' | 'tokenDelete' | 'appPasswordCreate' | 'appPasswordDelete'
  | 'accountCreate' | 'accountUpdate' | 'accountDelete' | 'domainCreate' | 'domainUpdate' | 'domainDelete' | 'aliasCreate' | 'aliasUpdate' | 'aliasDelete'
  | 'groupCreate' | 'groupUpdate' | 'groupDelete' | 'groupMemberAdd' | 'groupMemberRemove'
  | 'share' | 'unsubscribe' | 'queueRetry' | 'queueCancel' | 'verify' | 'backup' | 'restore';

export interface AuditEntry {
  readonly action: AuditAction;
  /** Whom or what it was done to. */
  readonly subject: string;
  /** Facts in a few words; no secrets, no contents. */
  readonly detail?: string;
}

/**
 * Leaves an audit row in the unit that does the thing (design §4): who, as whom, through which protocol, what.
 * @param accountId an account of the unit, whose counter numbers the row; not the system's where there is another, since accounts are numbered by that one
 */
export function audit(tx: Unit, accountId: number, at: number, actor: Actor, entry: AuditEntry): Promise<void> {
  return insertAudit(tx, {
    id: tx.account(accountId).newId(),
    at,
    actor: actor.name.slice(0, 320),
    subject: entry.subject.slice(0, 320),
    protocol: actor.protocol,
    remote_address: actor.remoteAddress,
    action: entry.action,
    detail: entry.detail?.slice(0, 1000) ?? null,
  });
}

const chainMeta = 'audit chain';
const SEALED_AT_ONCE = 200;
/** A unit commits at most this long after its rows got their time. */
const lateMs = 24 * 3_600_000;

interface ChainHead {
  /** Chain hash of the newest sealed row. */
  readonly hash: string;
  readonly count: number;
  readonly at: number;
}

function parseHead(value: string | undefined): ChainHead {
  return value === undefined ? { hash: '', count: 0, at: 0 } : (JSON.parse(value) as ChainHead);
}

/** Place in the chain, so that it can be walked in its order, and a hash over the row and all before it. */
function chainHash(count: number, previous: string, row: AuditRow): string {
  const content = JSON.stringify([previous, row.id, row.at, row.actor, row.subject, row.protocol, row.remote_address, row.action, row.detail]);
  return `${count.toString(36).padStart(12, '0')}:${createHash('sha256').update(content).digest('base64url')}`;
}

/**
 * Chains committed rows by hash, in small units of its own, so that no unit that writes one waits for another.
 * @returns how many rows were sealed
 */
export function sealOnce(core: Core): Promise<number> {
  return core.db.write([], async (tx) => {
    let head = parseHead(await readMeta(tx, chainMeta));
    const rows = await unsealedAudit(tx, head.at - lateMs, SEALED_AT_ONCE);
    if (rows.length === 0) return 0;
    for (const row of rows) {
      const count = head.count + 1;
      const hash = chainHash(count, head.hash, row);
      await sealAudit(tx, row.id, hash);
      head = { hash, count, at: Math.max(head.at, row.at) };
    }
    await writeMeta(tx, chainMeta, JSON.stringify(head));
    return rows.length;
  });
}

/** Walks the chain. @returns the first row that does not fit, or null where all is well */
export async function verifyChain(read: Read): Promise<AuditRow | null> {
  let previous = '';
  let count = 0;
  for (;;) {
    const rows = await sealedAudit(read, previous, 1000);
    if (rows.length === 0) break;
    for (const row of rows) {
      count += 1;
      if (row.chain_hash !== chainHash(count, previous, row)) return row;
      previous = row.chain_hash;
    }
  }
  const head = parseHead(await readMeta(read, chainMeta));
  if (head.count === count) return null;
  return { id: 0, at: head.at, actor: null, subject: null, protocol: '', remote_address: null, action: 'missing', detail: null, chain_hash: head.hash };
}

/** Seals now and then until stopped. */
export function startSealer(core: Core, intervalMs = 5000): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let idle = true;
  const timer: Timer = core.clock.every(intervalMs, () => {
    if (!idle) return;
    idle = false;
    running = sealOnce(core)
      .catch((error: unknown) => core.log.warn({ err: error }, 'audit rows were not sealed; they will be later'))
      .finally(() => {
        idle = true;
      });
  });
  return {
    async stop() {
      timer.cancel();
      await running;
    },
  };
}
