import type { Read } from '../sql/queries.ts';
import { raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface AuditRow {
  id: number;
  at: number;
  actor: string | null;
  subject: string | null;
  protocol: string;
  remote_address: string | null;
  action: string;
  detail: string | null;
  /** Place in the chain and hash over this row and the one before, once the sealer has been here. */
  chain_hash: string | null;
}

const columns = raw('id, at, actor, subject, protocol, remote_address, action, detail, chain_hash');

export async function insertAudit(tx: Unit, row: Omit<AuditRow, 'chain_hash'>): Promise<void> {
  await tx.run(sql`
    INSERT INTO audit (id, at, actor, subject, protocol, remote_address, action, detail)
    VALUES (${row.id}, ${row.at}, ${row.actor}, ${row.subject}, ${row.protocol}, ${row.remote_address}, ${row.action}, ${row.detail})`);
}

/** Rows that are committed and not yet in the chain. @param since looks no further back than this */
export function unsealedAudit(read: Read, since: number, limit: number): Promise<AuditRow[]> {
  return read.all<AuditRow>(sql`SELECT ${columns} FROM audit WHERE at >= ${since} AND chain_hash IS NULL ORDER BY at, id LIMIT ${limit}`);
}

export async function sealAudit(tx: Unit, id: number, chainHash: string): Promise<void> {
  await tx.run(sql`UPDATE audit SET chain_hash = ${chainHash} WHERE id = ${id}`);
}

/** Rows of the chain in its order. @param after a chain hash, exclusive */
export function sealedAudit(read: Read, after: string, limit: number): Promise<AuditRow[]> {
  return read.all<AuditRow>(sql`SELECT ${columns} FROM audit WHERE chain_hash > ${after} ORDER BY chain_hash LIMIT ${limit}`);
}

/** Newest first. */
export function newestAudit(read: Read, limit: number): Promise<AuditRow[]> {
  return read.all<AuditRow>(sql`SELECT ${columns} FROM audit ORDER BY at DESC, id DESC LIMIT ${limit}`);
}
