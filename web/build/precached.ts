import { existsSync } from 'node:fs';
import type { Rolldown } from 'vite';

/** Further files of `public/`: without the pages for mail nothing with HTML could be read, answered or signed while there is no network. Their policies are kept with them. */
const further = ['manifest.webmanifest', 'icons/icon.svg', 'frame/mail.html', 'frame/print.html'];

/** What the service worker keeps: the page, all its scripts and styles, so that what is opened for the first time without a network opens, the two fonts. @returns paths below the root */
export function precached(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const kept = new Set<string>(['index.html']);
  for (const { fileName, viteMetadata } of chunks) {
    kept.add(fileName);
    for (const css of viteMetadata?.importedCss ?? []) kept.add(css);
  }
  for (const { fileName } of Object.values(bundle)) if (fileName.endsWith('.woff2')) kept.add(fileName);
  for (const name of further) if (existsSync(new URL(`../public/${name}`, import.meta.url))) kept.add(name);
  return [...kept].sort();
}
