/** The operators and their values as a person types them, in the language of the page. */
import type { Translate } from '../../text/index.ts';
import { commonLabels } from '../actions/labels.ts';
import type { Operator } from './query-syntax.ts';
import type { State } from './term-values.ts';

export type FixedValue = State | 'attachment' | 'everywhere';

export interface SearchWords {
  nameOf(operator: Operator): string;
  typed(value: FixedValue): string;
  /** The names of the labels that everybody has. */
  labels(): readonly string[];
}

export function searchWords(t: Translate): SearchWords {
  return { nameOf: (operator) => t(`search.operatorName.${operator}`), typed: (value) => t(`search.typed.${value}`), labels: () => commonLabels(t).map(({ name }) => name) };
}
