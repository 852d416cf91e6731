import type { IndexHtmlTransformResult, Plugin, Rolldown } from 'vite';

/**
 * The page begins with a script that does not import the client but runs it later (`app/first-picture/`). Its scripts and styles are asked for by the page itself all
 * the same, so that they come meanwhile, and what is drawn before it has its looks.
 * @param client the module that the client begins with
 */
export function preloads(client: string): Plugin {
  return {
    name: 'messagerie-preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }): IndexHtmlTransformResult {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const first = chunks.find(({ moduleIds }) => moduleIds.includes(client));
        if (!first) throw new Error(`no chunk holds ${client}`);
        const [scripts, styles] = [new Set<string>(), new Set<string>()];
        const seen = new Set<Rolldown.OutputChunk>();
        const follow = (chunk: Rolldown.OutputChunk | undefined): void => {
          if (!chunk || seen.has(chunk)) return;
          seen.add(chunk);
          for (const css of chunk.viteMetadata?.importedCss ?? []) styles.add(css);
          // What runs first is asked for first.
          for (const name of chunk.imports) follow(chunks.find((one) => one.fileName === name));
          scripts.add(chunk.fileName);
        };
        follow(first);
        const link = (rel: string, file: string) => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/${file}` }, injectTo: 'head' as const });
        const isNew = (file: string): boolean => !html.includes(`"/${file}"`);
        return [...[...styles].filter(isNew).map((file) => link('stylesheet', file)), ...[...scripts].filter(isNew).map((file) => link('modulepreload', file))];
      },
    },
  };
}
