/** What of a filter SearchSnippet/get marks (RFC 8621 §4.4.1, §5). */
import type { EmailFilter, EmailFilterCondition } from '../../../openapi/index.ts';
import { foldedTerm, foldedTerms } from '../search/index.ts';

/** One text that was looked for, folded: found as a whole, or else by its words and phrases. */
export interface Term {
  readonly whole: string;
  readonly parts: readonly string[];
}

export interface SnippetTerms {
  readonly subject: readonly Term[];
  readonly body: readonly Term[];
}

/** Longer texts than this are not looked for: no snippet could show them. */
const mostTermLength = 1000;
const mostTerms = 100;

/** Texts that must not be there (under NOT) are not marked. */
export function snippetTerms(filter: EmailFilter | null | undefined): SnippetTerms {
  const subject: Term[] = [];
  const body: Term[] = [];
  const take = (list: Term[], text: string | undefined): void => {
    if (text === undefined || list.length >= mostTerms) return;
    const term = toTerm(text.slice(0, mostTermLength));
    if (term) list.push(term);
  };
  const walk = (node: EmailFilter, negated: boolean): void => {
    if ('operator' in node) {
      const { operator, conditions } = node as Extract<EmailFilter, { operator: string }>;
      for (const inner of conditions) walk(inner, operator === 'NOT' ? !negated : negated);
      return;
    }
    if (negated) return;
    const condition = node as EmailFilterCondition;
    const [field, value] = condition.header ?? [];
    take(subject, condition.text);
    take(subject, condition.subject);
    if (field?.toLowerCase() === 'subject') take(subject, value);
    take(body, condition.text);
    take(body, condition.body);
  };
  if (filter) walk(filter, false);
  return { subject, body };
}

/** What the query looks for: its words and phrases; and all of it, where it stands together. */
function toTerm(text: string): Term | undefined {
  const whole = foldedTerm(text).trim();
  return whole === '' ? undefined : { whole, parts: foldedTerms(text) };
}
