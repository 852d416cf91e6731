import type { Rolldown } from 'vite';

/** What the page begins with, before the client's code (`app/first-picture/`), and what Vite needs to ask for that. The client uses some of it too. */
const beginning = /[\\/]web[\\/](?:app[\\/]first-picture[\\/](?:entry|read|draw|nodes|picture)|store[\\/]names)\.ts$|vite[\\/]preload-helper/;

/** Modules that what is seen first begins with. */
export interface Beginnings {
  /** Asks for what the first list shows; run before all that draws. */
  readonly store: readonly string[];
  /** Draws the first list. */
  readonly client: readonly string[];
  /** What is seen by who has not signed in. */
  readonly signIn: string;
}

/**
 * Which modules lie in one file. Left alone, each that two rooms share becomes a file of its own, some hundred of a few hundred bytes: a browser is longer at
 * asking for them than at running them. What is seen first lies with all that it imports in one file, whoever else needs some of it.
 */
export function chunkGroups({ store, client, signIn }: Beginnings): Rolldown.CodeSplittingGroup[] {
  const found = new Map<string, ReadonlySet<string>>();
  const reachedFrom = (start: string, graph: Rolldown.ChunkingContext): ReadonlySet<string> => {
    const reached = new Set<string>();
    const reach = (id: string): void => {
      if (reached.has(id)) return;
      reached.add(id);
      for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reach(next);
    };
    const known = found.get(start);
    if (known) return known;
    reach(start);
    found.set(start, reached);
    return reached;
  };
  const group = (name: string, starts: readonly string[], priority: number): Rolldown.CodeSplittingGroup => ({
    debugName: name,
    name: (id, graph) => (starts.some((start) => reachedFrom(start, graph).has(id)) ? name : null),
    priority,
  });
  return [
    { name: 'beginning', test: beginning, priority: 6 },
    group('store', store, 5),
    // What all pages need changes with React's releases only, and stays in the browser's cache over ours.
    { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/, priority: 4 },
    group('client', client, 3),
    // The page itself stays a part of its own, which the list does not ask for.
    { debugName: 'fields', name: (id, graph) => (id !== signIn && reachedFrom(signIn, graph).has(id) ? 'fields' : null), priority: 2 },
    { name: 'rooms', minShareCount: 2, priority: 1 },
  ];
}
