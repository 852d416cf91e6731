import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { chunkGroups } from './build/chunks.ts';
import { contentSecurity } from './build/content-security.ts';
import { fewLocales } from './build/few-locales.ts';
import { preloads } from './build/preloads.ts';
import { serviceWorker } from './build/service-worker.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const beginnings = {
  store: [here('app/first-store.ts')],
  client: [here('app/main.tsx'), here('app/shell/shell.tsx')],
  signIn: here('app/sign-in/sign-in-page.tsx'),
};

/** `--mode gallery` builds the page of all components in place of the client; the tests look at it. */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  plugins: [react(), fewLocales(['en-US', 'fr-FR', 'ar-AE']), contentSecurity(), ...(mode === 'gallery' ? [] : [preloads(here('app/main.tsx')), serviceWorker(here('app/sw.ts'))])],
  build: {
    outDir: here(mode === 'gallery' ? '../.cache/gallery' : '../dist/web'),
    emptyOutDir: true,
    // The oldest that have light-dark(), :dir(), nesting and popovers, so that none of these is rewritten.
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    manifest: true,
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: here(mode === 'gallery' ? 'ui/gallery/index.html' : 'index.html'),
      output: {
        codeSplitting: { groups: mode === 'gallery' ? [] : chunkGroups(beginnings) },
      },
    },
  },
  server: {
    // `npx vite --config web/vite.config.ts` beside a running `npm start`.
    proxy: Object.fromEntries(
      ['/jmap', '/api', '/connect', '/docs', '/frame', '/openapi.json', '/.well-known'].map((path) => [path, process.env.MESSAGERIE_URL ?? 'http://127.0.0.1:8080']),
    ),
  },
}));
