/** A search as the fields of a form, and back. What the form has no field for stays as it was typed. */
import type { Folder } from '../../store/index.ts';
import { formatQuery, formatTerm, type Operator, parseQuery, type Term, type Typed } from './query-syntax.ts';
import type { SearchWords } from './search-words.ts';
import { bytesOf, dayOf, isAttachment, isEverywhere, type State, stateOf } from './term-values.ts';
import { folderOf } from './to-filter.ts';

export interface FormFields {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly words: string;
  readonly not: string;
  /** A folder's id, `everywhere`, or empty for all but Trash and Junk. */
  readonly folder: string;
  /** YYYY-MM-DD, or empty. */
  readonly after: string;
  readonly before: string;
  readonly state: State | '';
  readonly largerMegabytes: number | undefined;
  readonly hasAttachment: boolean;
  readonly others: readonly Term[];
}

const none: FormFields = { from: '', to: '', subject: '', words: '', not: '', folder: '', after: '', before: '', state: '', largerMegabytes: undefined, hasAttachment: false, others: [] };

/** @param mailboxId the folder chosen beside the words */
export function toFields(text: string, folders: readonly Folder[], mailboxId?: string): FormFields {
  const terms = parseQuery(text);
  let fields: FormFields = { ...none, folder: mailboxId ?? '' };
  for (const [index, term] of terms.entries()) {
    // The form has no field for "one or the other".
    const hasAlternative = term.isAlternative || terms[index + 1]?.isAlternative;
    fields = { ...fields, ...(hasAlternative ? { others: [...fields.others, term] } : fieldOf(term, fields, folders)) };
  }
  return fields;
}

function fieldOf(term: Term, fields: FormFields, folders: readonly Folder[]): Partial<FormFields> {
  const { operator, value, isPhrase, isNegated } = term;
  const words = isPhrase ? `"${value}"` : value;
  const joined = (before: string) => (before === '' ? words : `${before} ${words}`);
  const kept = { others: [...fields.others, term] };
  if (isNegated) return operator === undefined ? { not: joined(fields.not) } : kept;
  switch (operator) {
    case undefined:
      return { words: joined(fields.words) };
    case 'from':
    case 'to':
    case 'subject':
      // Two of a kind must both hold: the form has room for one.
      return fields[operator] === '' ? { [operator]: value } : kept;
    case 'in': {
      const folder = isEverywhere(value) ? 'everywhere' : folderOf(value, folders)?.id;
      return folder !== undefined && fields.folder === '' ? { folder } : kept;
    }
    case 'after':
    case 'before': {
      const day = dayOf(value);
      return day && fields[operator] === '' ? { [operator]: [day.year, two(day.month), two(day.day)].join('-') } : kept;
    }
    case 'is': {
      const state = stateOf(value);
      return state && fields.state === '' ? { state } : kept;
    }
    case 'has':
      return isAttachment(value) ? { hasAttachment: true } : kept;
    case 'larger': {
      const bytes = bytesOf(value);
      return bytes !== undefined && bytes >= 1e6 && fields.largerMegabytes === undefined ? { largerMegabytes: bytes / 1e6 } : kept;
    }
    default:
      return kept;
  }
}

const two = (number: number): string => String(number).padStart(2, '0');

export function toQuery(fields: FormFields, folders: readonly Folder[], { nameOf, typed }: SearchWords): string {
  const term = (operator: Operator | undefined, value: string, more: Partial<Typed> = {}) => formatTerm({ operator, value, isPhrase: false, isNegated: false, ...more }, nameOf);
  const given = (operator: Operator, value: string) => (value.trim() === '' ? [] : [term(operator, value.trim())]);
  const folder = fields.folder === 'everywhere' ? typed('everywhere') : (folders.find(({ id }) => id === fields.folder)?.name ?? '');
  return [
    ...(fields.words.trim() === '' ? [] : [fields.words.trim()]),
    ...parseQuery(fields.not).map(({ value, isPhrase }) => term(undefined, value, { isPhrase, isNegated: true })),
    ...given('from', fields.from),
    ...given('to', fields.to),
    ...given('subject', fields.subject),
    ...given('in', folder),
    ...given('after', fields.after),
    ...given('before', fields.before),
    ...given('is', fields.state === '' ? '' : typed(fields.state)),
    ...given('has', fields.hasAttachment ? typed('attachment') : ''),
    ...given('larger', fields.largerMegabytes === undefined ? '' : `${fields.largerMegabytes}M`),
    ...(fields.others.length > 0 ? [formatQuery(fields.others, nameOf)] : []),
  ].join(' ');
}
