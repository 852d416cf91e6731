import type { FlagRow } from '../../db/repositories/columns.ts';
import type { LegacyFilter } from '../client/legacy.ts';
import { fromId } from '../ids.ts';
import type { RowTest } from '../mail/query/filter.ts';
import type { ThreadIds } from '../mail/read/thread-ids.ts';
import { foldedTerm, type TextTest } from '../mail/search/index.ts';
import { keywordNames } from '../mail/store/keywords.ts';
import { type SentRow, sentOnItsClock } from './sent-clock.ts';

/** A message of a mailbox, as far as no text is looked at. */
export interface SearchRow extends FlagRow, SentRow {
  thread_id: number;
  size_bytes: number;
  received_at: number;
  saved_at: number;
}

/** From the least to the most: which messages there are; sizes and dates, which never change; Date headers, too; all of their rows. */
const levels = ['emails', 'facts', 'clocks', 'rows'] as const;
export type Needs = (typeof levels)[number];

/** A filter of SEARCH as the core evaluates filters: what a row answers, and texts. */
export interface SearchPlan {
  readonly test: RowTest;
  /** Conditions of `test` over one row. */
  readonly columns: readonly ((row: SearchRow) => boolean)[];
  readonly texts: readonly TextTest[];
  /** What its conditions look at. */
  readonly needs: Needs;
  /** Edges of days that Date headers are compared with. */
  readonly sentEdges: readonly number[];
}

/** @param threads how the caller knows Threads */
export function planSearch(filter: LegacyFilter, threads: ThreadIds): SearchPlan {
  const columns: ((row: SearchRow) => boolean)[] = [];
  const texts: TextTest[] = [];
  const sentEdges: number[] = [];
  let needs: Needs = 'emails';
  const column = (test: (row: SearchRow) => boolean, looksAt: Needs = 'rows'): RowTest => {
    if (levels.indexOf(looksAt) > levels.indexOf(needs)) needs = looksAt;
    return { kind: 'column', index: columns.push(test) - 1 };
  };
  const text = (test: TextTest): RowTest => {
    texts.push(test);
    return { kind: 'text', test };
  };
  const toTest = (node: LegacyFilter): RowTest => {
    switch (node.op) {
      case 'all':
        return { kind: 'and', tests: [] };
      case 'and':
      case 'or':
        // What costs nothing is asked first.
        return { kind: node.op, tests: node.filters.map(toTest).sort((a, b) => Number(a.kind !== 'column') - Number(b.kind !== 'column')) };
      case 'not':
        return { kind: 'not', test: toTest(node.filter) };
      case 'uids':
        return column((row) => node.ranges.some(([first, last]) => row.uid >= first && row.uid <= last), 'emails');
      case 'keyword':
        return column(hasKeyword(node.keyword.toLowerCase()));
      case 'modseq':
        return column((row) => row.modseq >= node.atLeast);
      case 'emailId': {
        const id = fromId('email', node.id);
        return column((row) => row.email_id === id, 'emails');
      }
      case 'threadId': {
        const id = threads.numberOf(node.id);
        return column((row) => row.thread_id === id);
      }
      case 'larger':
        return column((row) => row.size_bytes > node.bytes, 'facts');
      case 'smaller':
        return column((row) => row.size_bytes < node.bytes, 'facts');
      case 'date': {
        const { field } = node;
        if (field === 'sent') sentEdges.push(...[node.from, node.before].filter((edge) => edge !== undefined));
        return column((row) => {
          const at = field === 'received' ? row.received_at : field === 'saved' ? row.saved_at : sentOnItsClock(row);
          return at !== null && (node.from === undefined || at >= node.from) && (node.before === undefined || at < node.before);
        }, field === 'sent' ? 'clocks' : 'facts');
      }
      case 'header':
        return text({ in: 'header', field: foldedTerm(node.name), terms: node.text === '' ? null : terms(node.text) });
      case 'body':
        return text({ in: 'body', terms: terms(node.text) });
      case 'text':
        return text({ in: 'message', terms: terms(node.text) });
    }
  };
  return { test: toTest(filter), columns, texts, needs, sentEdges };
}

/** The text as it is given (RFC 9051 §6.4.4); one of marks alone folds to nothing, which every text holds. */
const terms = (text: string): string[] => [foldedTerm(text)].filter((term) => term !== '');

function hasKeyword(keyword: string): (row: SearchRow) => boolean {
  if (keyword === '\\deleted') return (row) => row.deleted === 1;
  return (row) => keywordNames(row.keyword_bits, row.extra_keywords).includes(keyword);
}
