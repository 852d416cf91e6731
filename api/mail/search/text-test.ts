/** One condition of a query that looks into texts, whatever protocol it came by (design §6: one query tree). */
import { fieldOf, linesOf, type TextLines } from './stored-text.ts';
import { isFieldZone, type ZoneName } from './zones.ts';

/** `text`: what people read (RFC 8621 §4.4.1). `message`: header and texts, as IMAP's TEXT has it (RFC 9051 §6.4.4). */
export type TextPlace = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text' | 'message';

/** All terms must be there, each of them folded. */
export type TextTest =
  | { readonly in: TextPlace; readonly terms: readonly string[] }
  /** `field`: its name, folded. `terms` null: it is enough that the field is there. */
  | { readonly in: 'header'; readonly field: string; readonly terms: readonly string[] | null };

/** Nothing is asked for: whatever is there meets the test. */
export const hasEveryTerm = (test: TextTest): boolean => test.in !== 'header' && test.terms.length === 0;

const textZones: readonly ZoneName[] = ['subject', 'from', 'to', 'cc', 'bcc', 'body'];
const messageZones: readonly ZoneName[] = ['header', 'body'];
const headerZones: readonly ZoneName[] = ['header'];

/** Where the index has what a test looks for. */
export function zonesOf(test: TextTest): readonly ZoneName[] {
  switch (test.in) {
    case 'text':
      return textZones;
    case 'message':
      return messageZones;
    case 'header':
      return isFieldZone(test.field) ? [test.field] : headerZones;
    default:
      return [test.in];
  }
}

/** The text of one message, to be asked by tests. */
export class SearchedText {
  readonly #folded: string;
  #lines: TextLines | undefined;

  /** @param folded see `MessageText`, folded */
  constructor(folded: string) {
    this.#folded = folded;
  }

  meets(test: TextTest): boolean {
    // Most texts that do not meet a test hold its terms nowhere.
    if (!(test.terms ?? []).every((term) => this.#folded.includes(term))) return false;
    if (test.in === 'header') {
      const values = this.#values((name) => name === test.field);
      return values.length > 0 && (test.terms ?? []).every((term) => isIn(term, values));
    }
    const lines = this.#linesFor(test.in);
    return test.terms.every((term) => isIn(term, lines));
  }

  #linesFor(place: TextPlace): readonly string[] {
    const { header, body } = this.#split();
    if (place === 'body') return body;
    if (place === 'message') return [...header, ...body];
    if (place === 'text') return [...this.#values((name) => isFieldZone(name)), ...body];
    return this.#values((name) => name === place);
  }

  #values(isWanted: (name: string) => boolean): string[] {
    return this.#split().header.map(fieldOf).filter(({ name }) => isWanted(name)).map(({ value }) => value);
  }

  #split(): TextLines {
    return (this.#lines ??= linesOf(this.#folded));
  }
}

const isIn = (term: string, lines: readonly string[]): boolean => lines.some((line) => line.includes(term));
