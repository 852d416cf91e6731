import type { LegacyFilter } from '../../../api/client/index.ts';
import type { CivilDate } from '../grammar/date-time.ts';
import { keywordOfFlag } from '../grammar/flags.ts';
import type { SearchKey } from '../grammar/search-key.ts';
import type { RowRanges } from '../grammar/sequence-set.ts';
import { no, Refusal } from '../grammar/status-response.ts';
import type { Selected } from '../view/selected.ts';

const DAY_MS = 86_400_000;
const ALL: LegacyFilter = { op: 'all' };
const NOTHING: LegacyFilter = { op: 'not', filter: ALL };

/** A search key in the core's words; sequence numbers become UIDs here. @throws Refusal (NO) for a day that there is not */
export function toFilter(key: SearchKey, mailbox: Selected, nowMs: number): LegacyFilter {
  switch (key.type) {
    case 'all':
      return ALL;
    case 'and':
      return { op: 'and', filters: key.keys.map((each) => toFilter(each, mailbox, nowMs)) };
    case 'or':
      return { op: 'or', filters: key.keys.map((each) => toFilter(each, mailbox, nowMs)) };
    case 'not':
      return { op: 'not', filter: toFilter(key.key, mailbox, nowMs) };
    case 'flag':
      return sometimes(flagFilter(key.flag), key.isSet);
    case 'recent':
      return sometimes(uidFilter(mailbox.uids(), recentRows(mailbox)), key.isSet);
    case 'sequence':
    case 'uid':
      return uidFilter(mailbox.uids(), mailbox.rangesOfKey(key.set, key.type === 'uid'));
    case 'modseq':
      return { op: 'modseq', atLeast: key.atLeast };
    case 'emailId':
    case 'threadId':
      return { op: key.type, id: key.id };
    case 'size':
      return { op: key.than, bytes: key.bytes };
    case 'date':
      return dateFilter(key.of === 'internal' ? 'received' : key.of, key.when, key.date);
    case 'age': {
      const at = nowMs - key.seconds * 1000;
      return key.than === 'older' ? { op: 'date', field: 'received', before: at + 1 } : { op: 'date', field: 'received', from: at };
    }
    case 'header':
      return { op: 'header', name: key.field, text: key.value };
    case 'body':
    case 'text':
      // Every text holds the empty one.
      return key.value === '' ? ALL : { op: key.type, text: key.value };
    default:
      return key.value === '' ? ALL : { op: 'header', name: key.type, text: key.value };
  }
}

/** Rows of the session's numbering as UIDs; neighbours in the mailbox make one range, whatever UIDs are missing between them. */
export function uidFilter(uids: Uint32Array, rows: RowRanges): LegacyFilter {
  if (rows.length === 0) return NOTHING;
  const ranges: [number, number][] = [];
  for (let i = 0; i < rows.length; i += 2) ranges.push([uids[rows[i] as number] as number, uids[(rows[i + 1] as number) - 1] as number]);
  return { op: 'uids', ranges };
}

function recentRows(mailbox: Selected): RowRanges {
  const rows: number[] = [];
  const uids = mailbox.uids();
  for (let i = 0; i < uids.length; i++) {
    if (!mailbox.isRecent(uids[i] as number)) continue;
    if (rows.at(-1) === i) rows[rows.length - 1] = i + 1;
    else rows.push(i, i + 1);
  }
  return Uint32Array.from(rows);
}

function flagFilter(flag: string): LegacyFilter {
  const keyword = flag === '\\Deleted' ? '\\deleted' : keywordOfFlag(flag);
  return keyword === undefined ? NOTHING : { op: 'keyword', keyword };
}

function sometimes(filter: LegacyFilter, isSet: boolean): LegacyFilter {
  return isSet ? filter : { op: 'not', filter };
}

/** Days are compared without time and zone (RFC 9051 §6.4.4): INTERNALDATE in UTC, as it is shown, the Date header as it is written. */
function dateFilter(field: 'received' | 'sent' | 'saved', when: 'before' | 'on' | 'since', { year, month, day }: CivilDate): LegacyFilter {
  const start = new Date(0);
  start.setUTCFullYear(year, month - 1, day);
  const from = start.getTime();
  if (Number.isNaN(from)) throw new Refusal(no('There is no such day'));
  if (when === 'before') return { op: 'date', field, before: from };
  return when === 'since' ? { op: 'date', field, from } : { op: 'date', field, from, before: from + DAY_MS };
}
