/** Terms of a search as one filter of Email/query (RFC 8621 §4.4.1). */
import type { EmailFilter, EmailFilterCondition } from '../../../openapi/generated/jmap.ts';
import type { Folder } from '../../store/index.ts';
import { inRoles, subtreeOf } from '../actions/folder-choices.ts';
import type { Term } from './query-syntax.ts';
import { bytesOf, dayOf, fold, isAttachment, isEverywhere, isMe, keywordOf, roleNamed, type State, stateOf } from './term-values.ts';

export interface SearchScope {
  readonly folders: readonly Folder[];
  /** The one folder to look in, chosen beside the words. */
  readonly mailboxId?: string | undefined;
  /** The addresses that the person writes from. */
  readonly own: readonly string[];
  /** The calendar of dates: midnight of a day in the person's time zone. */
  readonly startOfDay: (year: number, month: number, day: number) => Date;
}

export interface Search {
  readonly filter: EmailFilter;
  /** Terms that say nothing that can be searched: a date that is none, a folder that there is not. */
  readonly unclear: readonly Term[];
}

/** The roles that a search leaves out unless it names them. */
const leftOut: readonly string[] = ['trash', 'junk'];

/** What no Email is: of a search that is not understood nothing is found, rather than what it did not ask for. */
const nothing: EmailFilter = { operator: 'NOT', conditions: [{}] };

export function toFilter(terms: readonly Term[], scope: SearchScope): Search {
  const conditions: EmailFilter[] = [];
  const unclear: Term[] = [];
  const words: string[] = [];
  let namesFolder = scope.mailboxId !== undefined;
  for (const alternatives of inAlternatives(terms.filter(({ operator, value }) => operator === undefined || value !== ''))) {
    const [only] = alternatives;
    if (alternatives.length === 1 && only?.operator === undefined && only?.isNegated === false) {
      words.push(textOf(only));
      continue;
    }
    const each: EmailFilter[] = [];
    for (const term of alternatives) {
      const isEverywhereTerm = term.operator === 'in' && isEverywhere(term.value);
      if (term.operator === 'in' && (isEverywhereTerm || !term.isNegated)) namesFolder = true;
      const condition = isEverywhereTerm ? {} : conditionOf(term, scope);
      if (condition === undefined) unclear.push(term);
      else if (!isEverywhereTerm || alternatives.length > 1) each.push(term.isNegated ? { operator: 'NOT', conditions: [condition] } : condition);
    }
    conditions.push(...(each.length > 1 ? [{ operator: 'OR' as const, conditions: each }] : each));
  }
  if (unclear.length > 0) return { filter: nothing, unclear };
  if (words.length > 0) conditions.unshift({ text: words.join(' ') });
  if (scope.mailboxId !== undefined) conditions.push(inFolder(scope.mailboxId, scope.folders));
  const others = [...inRoles(scope.folders, leftOut)];
  if (!namesFolder && others.length > 0) conditions.push({ inMailboxOtherThan: others });
  const [only] = conditions;
  return { filter: conditions.length === 1 && only ? only : { operator: 'AND', conditions }, unclear };
}

/** Terms, each with those that may hold in its place. */
function inAlternatives(terms: readonly Term[]): Term[][] {
  const groups: Term[][] = [];
  for (const term of terms) {
    const last = groups.at(-1);
    if (term.isAlternative && last) last.push(term);
    else groups.push([term]);
  }
  return groups;
}

const textOf = ({ value, isPhrase }: Term): string => (isPhrase ? `"${value}"` : value);

/** Trash and Junk with what lies in them: a folder that was thrown away lies in Trash, with its messages. */
function inFolder(id: string, folders: readonly Folder[]): EmailFilter {
  const inside = inRoles(folders, leftOut).has(id) ? subtreeOf(folders, id) : [];
  return inside.length > 1 ? { operator: 'OR', conditions: inside.map((folder) => ({ inMailbox: folder.id })) } : { inMailbox: id };
}

function conditionOf(term: Term, scope: SearchScope): EmailFilter | undefined {
  const { operator, value } = term;
  const text = textOf(term);
  switch (operator) {
    case undefined:
      return { text };
    case 'from':
    case 'to':
    case 'cc':
      if (isMe(value) && scope.own.length > 0) return { operator: 'OR', conditions: scope.own.map((address) => ({ [operator]: address })) };
      return { [operator]: text };
    case 'subject':
    case 'body':
      return { [operator]: text };
    case 'in': {
      const folder = folderOf(value, scope.folders);
      return folder && inFolder(folder.id, scope.folders);
    }
    case 'has':
      return isAttachment(value) ? { hasAttachment: true } : undefined;
    case 'is': {
      const state = stateOf(value);
      return state && filterOfState[state];
    }
    case 'label': {
      const keyword = keywordOf(value);
      return keyword === undefined ? undefined : { hasKeyword: keyword };
    }
    case 'before': {
      const start = startOf(value, scope);
      return start && { before: utc(start) };
    }
    case 'after': {
      const start = startOf(value, scope);
      return start && { after: utc(start) };
    }
    case 'larger': {
      const bytes = bytesOf(value);
      return bytes === undefined ? undefined : { minSize: bytes };
    }
    case 'smaller': {
      const bytes = bytesOf(value);
      return bytes === undefined ? undefined : { maxSize: bytes };
    }
  }
}

const filterOfState: Readonly<Record<State, EmailFilterCondition>> = {
  unread: { notKeyword: '$seen' },
  read: { hasKeyword: '$seen' },
  flagged: { hasKeyword: '$flagged' },
  answered: { hasKeyword: '$answered' },
  forwarded: { hasKeyword: '$forwarded' },
  draft: { hasKeyword: '$draft' },
};

/** By its name, with accents or without; by its role; by the end of its path. */
export function folderOf(name: string, folders: readonly Folder[]): Folder | undefined {
  const wanted = fold(name);
  return folders.find((folder) => fold(folder.name) === wanted) ?? folders.find(({ role }) => role === roleNamed(wanted)) ?? folders.find((folder) => fold(folder.name).startsWith(wanted));
}

function startOf(value: string, { startOfDay }: SearchScope): Date | undefined {
  const found = dayOf(value);
  return found && startOfDay(found.year, found.month, found.day);
}

const utc = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
