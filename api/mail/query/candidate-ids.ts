import { intersection, type TextHits, union } from '../search/index.ts';
import type { RowTest } from './filter.ts';

/** Every Email that may pass, as far as texts tell, ascending; null: they do not tell. */
export function candidateIds(test: RowTest, hits: TextHits): Float64Array | null {
  switch (test.kind) {
    case 'text':
      return hits.candidates(test.test);
    case 'and':
      return test.tests.reduce<Float64Array | null>((ids, inner) => {
        const more = candidateIds(inner, hits);
        return ids && more ? intersection(ids, more) : (ids ?? more);
      }, null);
    case 'or': {
      const lists = test.tests.map((inner) => candidateIds(inner, hits));
      return lists.every((list) => list !== null) ? union(lists) : null;
    }
    default:
      return null;
  }
}
