/** The order of Email/query (RFC 8621 §4.4.2). */
import type { EmailComparator } from '../../../openapi/index.ts';
import { raw, sql, type Statement } from '../../../db/index.ts';
import type { Viewer } from '../read/viewer.ts';
import { hasKeyword, threadKeyword } from './structural-conditions.ts';

export type SortKey = number | string | null;

export interface EmailOrder {
  /** One column per comparator, over `email e` and `email_projection p`; none where the order is that of arrival. */
  readonly keys: readonly { readonly column: Statement; readonly isAscending: boolean }[];
  /** By `receivedAt` alone: the order of the indexes. */
  readonly isByArrival: boolean;
  /** Direction of arrival where that is the order; among equals, ids go in the direction of the last comparator. */
  readonly isAscending: boolean;
  readonly needsProjection: boolean;
}

const projected: Readonly<Record<string, string>> = { from: 'p.sort_from', to: 'p.sort_to', subject: 'p.sort_subject' };

/** Without a sort: newest first. */
export function emailOrder(sort: readonly EmailComparator[] | null | undefined, viewer: Viewer): EmailOrder {
  const comparators = sort && sort.length > 0 ? sort : [{ property: 'receivedAt', isAscending: false }];
  const isAscending = comparators.at(-1)?.isAscending ?? true;
  if (comparators.length === 1 && comparators[0]?.property === 'receivedAt') return { keys: [], isByArrival: true, isAscending, needsProjection: false };
  return {
    keys: comparators.map((comparator) => ({ column: sortColumn(comparator, viewer), isAscending: comparator.isAscending ?? true })),
    isByArrival: false,
    isAscending,
    needsProjection: comparators.some(({ property }) => Object.hasOwn(projected, property)),
  };
}

/** Texts are folded at arrival: both collations that we offer compare without regard to case (RFC 4790). */
function sortColumn({ property, keyword = '' }: EmailComparator, viewer: Viewer): Statement {
  switch (property) {
    case 'size':
      return sql`e.size_bytes`;
    case 'sentAt':
      return sql`e.sent_at`;
    case 'hasKeyword':
      return truth(hasKeyword(viewer, 'e', keyword));
    case 'allInThreadHaveKeyword':
      return truth(threadKeyword.all(viewer, keyword));
    case 'someInThreadHaveKeyword':
      return truth(threadKeyword.some(viewer, keyword));
    default:
      return Object.hasOwn(projected, property) ? sql`${raw(projected[property] as string)}` : sql`e.received_at`;
  }
}

/** False before true. */
const truth = (test: Statement): Statement => sql`CASE WHEN ${test} THEN 1 ELSE 0 END`;

/** Compares candidates by their keys, then by id. An absent date comes before all dates. */
export function compareCandidates(order: EmailOrder): (a: Candidate, b: Candidate) => number {
  const directions = order.keys.map((key) => (key.isAscending ? 1 : -1));
  const idDirection = order.isAscending ? 1 : -1;
  return (a, b) => {
    for (let i = 0; i < directions.length; i++) {
      const [x, y] = [a.keys[i] as SortKey, b.keys[i] as SortKey];
      if (x === y) continue;
      if (x === null) return -(directions[i] as number);
      if (y === null) return directions[i] as number;
      return (x < y ? -1 : 1) * (directions[i] as number);
    }
    return (a.id - b.id) * idDirection;
  };
}

/** An Email that the filter lets through. */
export interface Candidate {
  readonly id: number;
  readonly thread: number;
  readonly keys: readonly SortKey[];
  /** The filter is still to be decided by the message itself. */
  readonly isUnsure: boolean;
}
