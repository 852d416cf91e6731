import { existsSync } from 'node:fs';
import type { Rolldown } from 'vite';

/** Rooms that work without a network: their chunks are kept from the first visit on. The other rooms are kept when visited. */
const rooms = [/[\\/]web[\\/]mail[\\/](?:folders|list|reader|composer|search)[\\/]/, /[\\/]web[\\/]text[\\/]/];

/** Further files of `public/`. */
const further = ['manifest.webmanifest', 'icons/icon.svg'];

/** What the service worker keeps: the page, its scripts and styles, the mail rooms, the languages, the two fonts. @returns paths below the root */
export function precached(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const kept = new Set<string>(['index.html']);
  const keep = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (chunk === undefined || kept.has(chunk.fileName)) return;
    kept.add(chunk.fileName);
    for (const css of chunk.viteMetadata?.importedCss ?? []) kept.add(css);
    for (const name of chunk.imports) keep(chunks.find((one) => one.fileName === name));
  };
  for (const chunk of chunks) {
    if (chunk.isEntry || rooms.some((room) => chunk.moduleIds.some((id) => room.test(id)))) keep(chunk);
  }
  for (const { fileName } of Object.values(bundle)) if (fileName.endsWith('.woff2')) kept.add(fileName);
  for (const name of further) if (existsSync(new URL(`../public/${name}`, import.meta.url))) kept.add(name);
  return [...kept].sort();
}
