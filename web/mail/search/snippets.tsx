/** What a search found in the messages of its list, with the hits marked (SearchSnippet, RFC 8621 §5). Asked for row by row as they are seen, answered together. */
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { EmailFilter } from '../../../openapi/generated/jmap.ts';
import { useStore } from '../../store/index.ts';
import { Marked } from './marked.tsx';
import { nearHit } from './near-hit.ts';

export interface Snippet {
  readonly subject: string | null;
  readonly preview: string | null;
}

type Ask = (id: string) => Promise<Snippet | undefined>;

const SnippetContext = createContext<Ask | undefined>(undefined);

const mostInOneCall = 50;

export function SnippetProvider({ accountId, filter, children }: { readonly accountId: string; readonly filter: EmailFilter; readonly children: ReactNode }) {
  const store = useStore();
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the filter
  const ask = useMemo<Ask>(() => {
    const known = new Map<string, Promise<Snippet | undefined>>();
    let waiting: { readonly id: string; readonly resolve: (snippet: Snippet | undefined) => void }[] = [];
    const fetchWaiting = async () => {
      const asked = waiting;
      waiting = [];
      for (let start = 0; start < asked.length; start += mostInOneCall) {
        const part = asked.slice(start, start + mostInOneCall);
        try {
          const { list } = await store.client.call('SearchSnippet/get', { accountId, filter, emailIds: part.map(({ id }) => id) });
          const found = new Map(list.map((snippet) => [snippet.emailId, snippet]));
          for (const { id, resolve } of part) resolve(found.get(id));
        } catch (error) {
          store.failed(error);
          for (const { id, resolve } of part) {
            known.delete(id);
            resolve(undefined);
          }
        }
      }
    };
    return (id) => {
      const before = known.get(id);
      if (before) return before;
      const snippet = new Promise<Snippet | undefined>((resolve) => {
        if (waiting.length === 0) setTimeout(() => void fetchWaiting(), 0);
        waiting.push({ id, resolve });
      });
      known.set(id, snippet);
      return snippet;
    };
  }, [store, accountId, key]);
  return <SnippetContext value={ask}>{children}</SnippetContext>;
}

/** Subject and preview of a row with what was found in them; null outside of a search, and where the search found nothing to mark. */
export function useSnippet(id: string): { readonly subject: ReactNode; readonly preview: ReactNode } {
  const ask = use(SnippetContext);
  const [snippet, setSnippet] = useState<Snippet>();
  useEffect(() => {
    let isCurrent = true;
    setSnippet(undefined);
    void ask?.(id).then((found) => isCurrent && setSnippet(found));
    return () => {
      isCurrent = false;
    };
  }, [ask, id]);
  return { subject: snippet?.subject ? <Marked text={snippet.subject} /> : null, preview: snippet?.preview ? <Marked text={nearHit(snippet.preview)} /> : null };
}
