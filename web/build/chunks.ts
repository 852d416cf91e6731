import type { Rolldown } from 'vite';

/** What the page begins with, before the client's code (`app/first-picture/`), and what Vite needs to ask for that. The client uses some of it too. */
const beginning = /[\\/]web[\\/](?:app[\\/]first-picture[\\/](?:entry|read|draw|nodes|picture)|store[\\/]names)\.ts$|vite[\\/]preload-helper/;

/**
 * Which modules lie in one file. Left alone, each that two rooms share becomes a file of its own, some hundred of a few hundred bytes: a browser is longer at
 * asking for them than at running them.
 * @param first modules that the first list needs, with all that they import: one file, whoever else needs some of it
 */
export function chunkGroups(first: readonly string[]): Rolldown.CodeSplittingGroup[] {
  const reached = new Set<string>();
  const reach = (id: string, graph: Rolldown.ChunkingContext): void => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reach(next, graph);
  };
  return [
    { name: 'beginning', test: beginning, priority: 4 },
    // What all pages need changes with React's releases only, and stays in the browser's cache over ours.
    { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/, priority: 3 },
    {
      debugName: 'client',
      name(id, graph) {
        for (const module of first) reach(module, graph);
        return reached.has(id) ? 'client' : null;
      },
      priority: 2,
    },
    { name: 'rooms', minShareCount: 2, priority: 1 },
  ];
}
