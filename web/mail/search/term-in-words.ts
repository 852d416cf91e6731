/** A term as a sentence would say it: for the chips above what was found. */
import type { Format, Translate } from '../../text/index.ts';
import type { Term } from './query-syntax.ts';
import { bytesOf, dayOf, isAttachment, isEverywhere, stateOf } from './term-values.ts';

export function termInWords(t: Translate, format: Format, term: Term): string {
  const said = affirmed(t, format, term);
  const whole = term.isNegated ? t('search.term.not', { value: said }) : said;
  return term.isAlternative ? t('search.term.or', { value: whole }) : whole;
}

function affirmed(t: Translate, format: Format, { operator, value, isPhrase }: Term): string {
  switch (operator) {
    case undefined:
      return isPhrase ? `“${value}”` : value;
    case 'has':
      return isAttachment(value) ? t('search.value.attachment') : value;
    case 'is': {
      const state = stateOf(value);
      return state ? t(`search.value.${state}`) : value;
    }
    case 'in':
      return isEverywhere(value) ? t('search.includeAll') : t('search.term.in', { value });
    case 'before':
    case 'after': {
      const day = dayOf(value);
      return t(`search.term.${operator}`, { value: day ? format.date(new Date(day.year, day.month - 1, day.day, 12)) : value });
    }
    case 'larger':
    case 'smaller': {
      const bytes = bytesOf(value);
      return t(`search.term.${operator}`, { value: bytes === undefined ? value : format.size(bytes) });
    }
    default:
      return t(`search.term.${operator}`, { value });
  }
}
