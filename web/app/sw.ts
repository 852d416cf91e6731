/**
 * The service worker: keeps the client's own files, so that it opens at once and without a network.
 *
 * It keeps nothing that belongs to a person: mail and files of the server (`/jmap`, `/api`, `/connect`) pass by it untouched; the replica in
 * IndexedDB is what the page reads offline.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: PrecacheEntry[] };

/** Addresses that the server answers itself. */
const servedElsewhere = /^\/(?:jmap|api|connect|docs|frame|assets|icons|\.well-known|openapi\.json|healthz|metrics|sw\.js|manifest\.webmanifest)(?:\/|$)/;

cleanupOutdatedCaches();
// Entries are looked up by path: an address with a query is none of them.
precacheAndRoute(self.__WB_MANIFEST, { directoryIndex: '', cleanURLs: false, ignoreURLParametersMatching: [] });

const page = createHandlerBoundToURL('/index.html');

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode !== 'navigate' || servedElsewhere.test(new URL(request.url).pathname)) return;
  event.respondWith(page({ request, event, url: new URL(request.url) }));
});

// A new version waits until the person agrees to change to it.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'replace') void self.skipWaiting();
});

// The very first worker takes over the open page, whose files it has just kept.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
