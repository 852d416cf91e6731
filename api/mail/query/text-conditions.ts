/** Conditions of Email/query that look into texts: substrings, folded (design §6, Search; RFC 8621 §4.4.1). */
import type { EmailAddress, EmailFilterCondition } from '../../../openapi/index.ts';
import { foldText, type HeaderField, fieldsOf, headerForm, htmlToText, isMultipart, type Part, partText, projectedHeaderFields } from '../mime/index.ts';
import type { ProjectedHeaders } from '../store/arrival.ts';
import type { Turn } from './turn.ts';

type AddressProperty = 'from' | 'to' | 'cc' | 'bcc';

/** One text to look for; `needle` is folded. */
export type TextTest =
  | { readonly in: AddressProperty | 'subject' | 'text' | 'body'; readonly needle: string }
  /** Null: it is enough that the field is there. */
  | { readonly in: 'header'; readonly field: string; readonly needle: string | null };

export function textTests(condition: EmailFilterCondition): TextTest[] {
  const tests: TextTest[] = [];
  for (const name of ['from', 'to', 'cc', 'bcc', 'subject', 'text', 'body'] as const) {
    const value = condition[name];
    if (value !== undefined) tests.push({ in: name, needle: foldText(value) });
  }
  const [field, value] = condition.header ?? [];
  if (field !== undefined) tests.push({ in: 'header', field: field.toLowerCase(), needle: value === undefined ? null : foldText(value) });
  return tests;
}

/** Whether the test looks at the projected header properties, and whether at the projected header lines. */
export const looksAtHeaders = (test: TextTest): boolean => test.in !== 'body' && test.in !== 'header';
export const looksAtLines = (test: TextTest): boolean => test.in === 'header' && projectedHeaderFields.has(test.field);

/** What was computed at arrival, of one Email. */
export interface ProjectedTexts {
  readonly headers?: string | null;
  readonly header_projection?: Buffer | null;
  readonly prefix?: Buffer | null;
}

/** An Email under test: what is costly is made once, when a test asks for it. */
export class ProjectedEmail {
  readonly #texts: ProjectedTexts;
  #headers: Partial<ProjectedHeaders> | undefined;
  readonly #folded = new Map<string, string>();

  constructor(texts: ProjectedTexts) {
    this.#texts = texts;
  }

  /** Null: only the message itself can tell. */
  meets(test: TextTest): boolean | null {
    if (test.in === 'header') return this.#hasField(test.field, test.needle);
    if (test.needle === '') return true;
    switch (test.in) {
      case 'body':
        return null;
      case 'text':
        return (['subject', 'from', 'to', 'cc', 'bcc'] as const).some((property) => this.#fold(property).includes(test.needle)) ? true : null;
      default:
        return this.#fold(test.in).includes(test.needle);
    }
  }

  #fold(property: AddressProperty | 'subject'): string {
    let folded = this.#folded.get(property);
    if (folded === undefined) {
      this.#headers ??= JSON.parse(this.#texts.headers ?? '{}') as Partial<ProjectedHeaders>;
      folded = property === 'subject' ? foldText(this.#headers.subject ?? '') : foldText(addressText(this.#headers[property] ?? []));
      this.#folded.set(property, folded);
    }
    return folded;
  }

  #hasField(field: string, needle: string | null): boolean | null {
    const { header_projection: lines, prefix } = this.#texts;
    if (!projectedHeaderFields.has(field) || !lines || lines.length === 0) return null;
    return fieldMatches(prefix ? Buffer.concat([prefix, lines]) : lines, field, needle);
  }
}

function addressText(addresses: readonly EmailAddress[]): string {
  return addresses.map(({ name, email }) => `${name ?? ''} <${email}>`).join('\n');
}

/** Does a field of this name hold the text, decoded and folded? */
export function fieldMatches(block: Buffer, field: string, needle: string | null): boolean {
  const isMatch = ({ key, valueStart, valueEnd }: HeaderField): boolean =>
    key === field && (needle === null || foldText(headerForm(block.subarray(valueStart, valueEnd), 'asText')).includes(needle));
  return fieldsOf(block).some(isMatch);
}

/** Is the text in a part that people read? */
export async function bodyContains(structure: Part, read: (start: number, end: number) => Promise<Buffer>, needle: string, turn: Turn): Promise<boolean> {
  for await (const text of readableTexts(structure, read)) {
    if (foldText(text).includes(needle)) return true;
    await turn.giveWay();
  }
  return false;
}

/** The texts of a message that people read, one part after the other, those of embedded messages too. */
export async function* readableTexts(structure: Part, read: (start: number, end: number) => Promise<Buffer>): AsyncGenerator<string> {
  const pending: Part[] = [structure];
  for (let part = pending.pop(); part; part = pending.pop()) {
    // The first one comes out first.
    pending.push(...(part.message ? [part.message] : []), ...[...part.parts].reverse());
    if (isMultipart(part) || part.type !== 'text' || part.bodyEnd === part.bodyStart) continue;
    const bytes = await read(part.bodyStart, part.bodyEnd);
    const { value } = partText(bytes, { ...part, bodyStart: 0, bodyEnd: bytes.length });
    // Line ends and runs of blanks are no part of what people read.
    yield (part.subtype === 'html' ? htmlToText(value) : value).replace(/\s+/g, ' ');
  }
}
