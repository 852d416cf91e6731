/** Whom somebody may mean: people written to before, and the organisation. */
import { useEffect, useRef, useState } from 'react';
import type { RecipientSuggestion, RecipientSuggestions } from '../../../openapi/generated/jmap.ts';
import { rest } from '../../jmap/rest.ts';

const waitMs = 120;
const most = 8;
const mostKept = 200;

/** @param query what is typed so far; nothing is asked for less than one letter */
export function useSuggestions(query: string): readonly RecipientSuggestion[] {
  const wanted = query.trim().toLowerCase();
  // Taking a letter back asks nothing again. Not for longer than the field is there: whoever is written to now is known when the next message is begun.
  const known = useRef(new Map<string, readonly RecipientSuggestion[]>()).current;
  const [found, setFound] = useState<{ readonly query: string; readonly items: readonly RecipientSuggestion[] }>({ query: '', items: [] });
  useEffect(() => {
    if (wanted === '') return;
    const there = known.get(wanted);
    if (there) return setFound({ query: wanted, items: there });
    const ended = new AbortController();
    const timer = setTimeout(() => {
      rest<RecipientSuggestions>(`/me/recipients?query=${encodeURIComponent(wanted)}&limit=${most}`, { signal: ended.signal }).then(
        ({ items }) => {
          known.set(wanted, items);
          if (known.size > mostKept) known.delete(known.keys().next().value as string);
          setFound({ query: wanted, items });
        },
        () => {}, // an address can be typed without help
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [wanted, known]);
  if (wanted === '') return [];
  // The last answer stays while the next is on its way, as far as it still fits.
  return found.query === wanted ? found.items : found.items.filter(({ address, name }) => `${name ?? ''} ${address}`.toLowerCase().includes(wanted));
}
