/** Conditions of Email/query that look into texts: substrings, folded (design §6, Search; RFC 8621 §4.4.1). */
import type { EmailFilterCondition } from '../../../openapi/index.ts';
import { htmlToText, type Part, partText } from '../mime/index.ts';
import { foldedTerm, foldedTerms, readableParts, type TextTest } from '../search/index.ts';

/** Words and quoted phrases of a condition are looked for one by one, and all must be there. */
export function textTests(condition: EmailFilterCondition): TextTest[] {
  const tests: TextTest[] = [];
  for (const name of ['from', 'to', 'cc', 'bcc', 'subject', 'text', 'body'] as const) {
    const value = condition[name];
    if (value !== undefined) tests.push({ in: name, terms: foldedTerms(value) });
  }
  const [field, value] = condition.header ?? [];
  if (field !== undefined) tests.push({ in: 'header', field: foldedTerm(field), terms: value === undefined ? null : foldedTerms(value) });
  return tests;
}

/** The texts of a message that people read, one part after the other, those of embedded messages too. */
export async function* readableTexts(structure: Part, read: (start: number, end: number) => Promise<Buffer>): AsyncGenerator<string> {
  for (const part of readableParts(structure)) {
    const bytes = await read(part.bodyStart, part.bodyEnd);
    const { value } = partText(bytes, { ...part, bodyStart: 0, bodyEnd: bytes.length });
    // Line ends and runs of blanks are no part of what people read.
    yield (part.subtype === 'html' ? htmlToText(value) : value).replace(/\s+/g, ' ');
  }
}
