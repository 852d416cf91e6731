import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { build, type Plugin, type Rolldown } from 'vite';
import { precached } from './precached.ts';

/**
 * Builds the service worker to `sw.js`, with the list of what it keeps (`precached.ts`) in place of `self.__WB_MANIFEST`.
 * One script without imports: a worker of modules is not yet taken everywhere.
 */
export function serviceWorker(entry: string): Plugin {
  let publicDir = '';
  return {
    name: 'messagerie-service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        if (!existsSync(entry)) return;
        const kept = precached(bundle).map((url) => ({ url: `/${url}`, revision: url.startsWith('assets/') ? null : revision(bundle, url, publicDir) }));
        const result = await build({
          configFile: false,
          logLevel: 'warn',
          publicDir: false,
          define: { 'self.__WB_MANIFEST': JSON.stringify(kept), 'process.env.NODE_ENV': '"production"' },
          build: { write: false, rolldownOptions: { input: entry, output: { format: 'iife' } } },
        });
        const script = (result as Rolldown.RolldownOutput).output[0];
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: script.code });
      },
    },
  };
}

/** Files whose name does not tell their content change it under the same address: their hash does. */
function revision(bundle: Rolldown.OutputBundle, url: string, publicDir: string): string {
  const file = bundle[url];
  const content = file === undefined ? readFileSync(`${publicDir}/${url}`) : file.type === 'asset' ? file.source : file.code;
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
