/** What of a search was not understood, and what was taken for plain text. */
import { useText } from '../../text/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { formatTerm, type Term } from './query-syntax.ts';
import { searchWords } from './search-words.ts';
import { unknownOperatorOf } from './unknown-operator.ts';

export function SearchNotes({ q, terms, unclear }: { readonly q: string; readonly terms: readonly Term[]; readonly unclear: readonly Term[] }) {
  const t = useText();
  const typedOf = ({ from, to }: Term) => q.slice(from, to);
  // Where a part is not understood nothing was searched for, and nothing was taken for text.
  if (unclear.length > 0) {
    return unclear.map((term) => (
      <Banner key={term.from} kind="warn">
        {t('search.unclear', { term: typedOf(term), hint: t(hintOf(term)) })}
      </Banner>
    ));
  }
  const words = searchWords(t);
  const withFiles = formatTerm({ operator: 'has', value: words.typed('attachment'), isPhrase: false, isNegated: false }, words.nameOf);
  return terms.map((term) => {
    const unknown = unknownOperatorOf(q, term);
    if (!unknown) return null;
    return (
      <Banner key={term.from}>
        {t('search.noOperator', { operator: `${unknown.name}:`, term: typedOf(term) })} {unknown.isForFileNames && t('search.byFileName', { term: withFiles })}
      </Banner>
    );
  });
}

function hintOf({ operator }: Term) {
  if (operator === 'before' || operator === 'after') return 'search.unclearDate' as const;
  if (operator === 'in') return 'search.unclearFolder' as const;
  if (operator === 'larger' || operator === 'smaller') return 'search.unclearSize' as const;
  return 'search.unclearValue' as const;
}
