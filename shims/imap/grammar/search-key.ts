import type { CivilDate } from './date-time.ts';
import type { SequenceSet } from './sequence-set.ts';
import type { StatusResponse } from './status-response.ts';

/**
 * What SEARCH asks for (RFC 9051 §6.4.4; MODSEQ: RFC 7162 §3.1.5; EMAILID, THREADID: RFC 8474 §6; OLDER, YOUNGER: RFC 5032).
 * Names are JMAP's or the RFC's; RECENT, OLD and NEW are resolved to `recent` and `seen` at parsing.
 */
export type SearchKey =
  | { readonly type: 'all' }
  | { readonly type: 'and'; readonly keys: readonly SearchKey[] }
  | { readonly type: 'or'; readonly keys: readonly [SearchKey, SearchKey] }
  | { readonly type: 'not'; readonly key: SearchKey }
  | { readonly type: 'flag'; readonly flag: string; readonly isSet: boolean }
  | { readonly type: 'recent'; readonly isSet: boolean }
  | { readonly type: SearchText; readonly value: string }
  | { readonly type: 'header'; readonly field: string; readonly value: string }
  | { readonly type: 'date'; readonly of: 'internal' | 'sent' | 'saved'; readonly when: 'before' | 'on' | 'since'; readonly date: CivilDate }
  | { readonly type: 'age'; readonly than: 'older' | 'younger'; readonly seconds: number }
  | { readonly type: 'size'; readonly than: 'larger' | 'smaller'; readonly bytes: number }
  | { readonly type: 'sequence'; readonly set: SequenceSet }
  | { readonly type: 'uid'; readonly set: SequenceSet }
  | { readonly type: 'modseq'; readonly atLeast: number }
  | { readonly type: 'emailId'; readonly id: string }
  | { readonly type: 'threadId'; readonly id: string };

export type SearchText = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text';

/** SEARCH result options (RFC 9051 §6.4.4, RFC 4731 §3.1). */
export type SearchReturn = 'MIN' | 'MAX' | 'ALL' | 'COUNT' | 'SAVE';

export interface SearchArguments {
  /** Undefined: the old untagged SEARCH response. `RETURN ()` is ALL. */
  readonly returns: ReadonlySet<SearchReturn> | undefined;
  readonly key: SearchKey;
  /** The charset is not known: what to answer (RFC 9051 §6.4.4). */
  readonly refusal: StatusResponse | undefined;
  /** Whether MODSEQ is among the keys: the answer carries the highest mod-sequence then (RFC 7162 §3.1.5). */
  readonly asksModseq: boolean;
}
