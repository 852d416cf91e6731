import { sql, type Statement } from '../../db/index.ts';

/** When a message says that it was sent. */
export interface SentRow {
  readonly sent_at: number | null;
  /** The Date header as JMAP shows it, with its zone; null where the zone does not matter. */
  readonly sent_text: string | null;
}

/** A Date header's zone is `+9959` at most. */
const SENT_NEAR_MS = 100 * 3_600_000;

/** The Date header as if its clock had shown UTC: days are compared without regard to the zone (RFC 9051 §6.4.4). */
export function sentOnItsClock({ sent_at, sent_text }: SentRow): number | null {
  const clock = sent_text?.match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)?.[0];
  const at = clock === undefined ? Number.NaN : Date.parse(`${clock}Z`);
  return Number.isNaN(at) ? sent_at : at;
}

/** The Date header's own words of Email `e`. */
export const sentText = sql`(SELECT JSON_EXTRACT(p.headers, '$.sentAt') FROM email_projection p WHERE p.id = e.id)`;

/** The same, where the zone may decide on which side of these edges it lies. */
export function sentTextNear(edges: readonly number[]): Statement {
  if (edges.length === 0) return sql`NULL`;
  return sql`CASE WHEN e.sent_at BETWEEN ${Math.min(...edges) - SENT_NEAR_MS} AND ${Math.max(...edges) + SENT_NEAR_MS} THEN ${sentText} END`;
}
