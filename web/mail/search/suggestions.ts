/** What the search box offers while somebody types: ends of the operator under the cursor, people, folders, messages that are known already. */
import type { RecipientSuggestion } from '../../../openapi/generated/jmap.ts';
import { rest } from '../../jmap/rest.ts';
import type { Folder, Store } from '../../store/index.ts';
import { formatTerm, type Operator, operators, parseQuery, type Term } from './query-syntax.ts';
import type { FixedValue, SearchWords } from './search-words.ts';
import { fold } from './term-values.ts';

export type Suggestion =
  /** Replaces the whole text and searches. */
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'recent'; readonly text: string }
  /** Completes the text; typing goes on. */
  | { readonly kind: 'operator'; readonly operator: Operator; readonly text: string }
  | { readonly kind: 'value'; readonly typed: string; readonly means: FixedValue | undefined; readonly text: string }
  | { readonly kind: 'person'; readonly name: string; readonly address: string; readonly text: string }
  | { readonly kind: 'folder'; readonly folder: Folder; readonly text: string }
  /** Opens a message. */
  | { readonly kind: 'message'; readonly id: string; readonly threadId: string; readonly subject: string; readonly sender: string };

const most = { people: 4, folders: 6, messages: 3, recent: 5 };

/** The term that the cursor (at the end) is in. */
export function termAtEnd(text: string): Term | undefined {
  const last = parseQuery(text).at(-1);
  return last && last.to === text.length ? last : undefined;
}

export interface SuggestionSources {
  readonly store: Store;
  readonly accountId: string;
  readonly folders: readonly Folder[];
  readonly recent: readonly string[];
  readonly words: SearchWords;
  /** `2026-03-14`: the day in the person's time zone. */
  readonly today: string;
}

/** Those that need no answer from the server. */
export function localSuggestions(text: string, { store, accountId, folders, recent, words, today }: SuggestionSources): Suggestion[] {
  const term = termAtEnd(text);
  const before = text.slice(0, term?.from ?? text.length);
  if (text.trim() === '') {
    return [
      ...recent.slice(0, most.recent).map((one): Suggestion => ({ kind: 'recent', text: one })),
      ...(['from', 'to', 'subject', 'in', 'has', 'is', 'label', 'after', 'before'] as const).map((operator): Suggestion => ({ kind: 'operator', operator, text: `${words.nameOf(operator)}:` })),
    ];
  }
  const search: Suggestion = { kind: 'search', text: text.trim() };
  if (term?.operator !== undefined) return [...valuesOf(term, before, folders, words, today), ...(term.value === '' ? [] : [search])];
  const started = term && !term.isPhrase && term.value.length > 1 ? operators.filter((operator) => [operator, words.nameOf(operator)].some((name) => fold(name).startsWith(fold(term.value)))) : [];
  return [
    search,
    ...started.map((operator): Suggestion => ({ kind: 'operator', operator, text: `${before}${words.nameOf(operator)}:` })),
    ...messagesWith(text, store, accountId),
    ...recent.filter((one) => one !== text && fold(one).startsWith(fold(text))).slice(0, most.recent).map((one): Suggestion => ({ kind: 'recent', text: one })),
  ];
}

/** People whom the term may mean: those written to most, where nothing of a name stands yet. @throws what `rest` throws */
export async function peopleFor(text: string, { nameOf }: SearchWords, signal: AbortSignal): Promise<Suggestion[]> {
  const term = termAtEnd(text);
  if (!term || (term.operator !== undefined && !isPerson(term.operator))) return [];
  const before = text.slice(0, term.from);
  const { items } = await rest<{ items: RecipientSuggestion[] }>(`/me/recipients?query=${encodeURIComponent(term.value)}&limit=${most.people}`, { signal });
  const operator = term.operator ?? 'from';
  return items.map(({ name, address }) => ({
    kind: 'person',
    name: name || address,
    address,
    text: `${before}${formatTerm({ operator, value: address, isPhrase: false, isNegated: term.isNegated }, nameOf)} `,
  }));
}

const isPerson = (operator: Operator): boolean => operator === 'from' || operator === 'to' || operator === 'cc';

const fixedValues: Partial<Record<Operator, readonly FixedValue[]>> = {
  has: ['attachment'],
  is: ['unread', 'read', 'flagged', 'answered', 'forwarded', 'draft'],
};

const sizes: Partial<Record<Operator, readonly string[]>> = {
  larger: ['1M', '5M', '10M'],
  smaller: ['100k', '1M'],
};

function valuesOf(term: Term, before: string, folders: readonly Folder[], words: SearchWords, today: string): Suggestion[] {
  const { operator, value, isNegated } = term;
  if (operator === undefined) return [];
  const complete = (chosen: string) => `${before}${formatTerm({ operator, value: chosen, isPhrase: false, isNegated }, words.nameOf)} `;
  if (operator === 'in') {
    const wanted = fold(value);
    return folders
      .filter(({ name, role }) => fold(name).includes(wanted) || (role?.startsWith(wanted) ?? false))
      .slice(0, most.folders)
      .map((folder) => ({ kind: 'folder', folder, text: complete(folder.name) }));
  }
  const values = [
    ...(fixedValues[operator] ?? []).map((means) => ({ means, typed: words.typed(means) })),
    ...(operator === 'label' ? words.labels() : []).map((typed) => ({ means: undefined, typed })),
    ...(operator === 'before' || operator === 'after' ? daysBefore(today) : (sizes[operator] ?? [])).map((typed) => ({ means: undefined, typed })),
  ];
  return values.filter(({ typed }) => fold(typed).startsWith(fold(value))).map(({ means, typed }) => ({ kind: 'value', means, typed, text: complete(typed) }));
}

/** Today, a week, a month and a year ago, and the first of the year. */
function daysBefore(today: string): string[] {
  const back = (days: number) => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
  return [today, back(7), back(30), back(365), `${today.slice(0, 4)}-01-01`];
}

function messagesWith(text: string, store: Store, accountId: string): Suggestion[] {
  const wanted = fold(text);
  if (wanted.length < 3) return [];
  const replica = store.replica(accountId);
  const found: Suggestion[] = [];
  const seen = new Set<string>();
  for (const id of replica.knownIds('Email')) {
    const row = replica.row(id);
    if (!row || seen.has(row.threadId)) continue;
    const sender = row.from?.[0]?.name || row.from?.[0]?.email || '';
    if (!fold(row.subject ?? '').includes(wanted) && !fold(sender).includes(wanted)) continue;
    seen.add(row.threadId);
    found.push({ kind: 'message', id, threadId: row.threadId, subject: row.subject ?? '', sender });
    if (found.length === most.messages) break;
  }
  return found;
}
