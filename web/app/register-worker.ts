import { afterFirstScreen } from './first-screen.ts';

/**
 * Has the browser keep the client for the next visit and for times without a network (`sw.ts`). The development server has none.
 * @param onUpdate a newer version is at hand; `reload` changes to it, at a moment of the person's choosing: never while something is being written
 */
export function registerWorker(onUpdate: (reload: () => void) => void = ignore): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  // The first worker of all takes over a page that is already its own version.
  const isFirst = serviceWorker.controller === null;
  let reloading = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (isFirst || reloading) return;
    reloading = true;
    location.reload();
  });
  const offer = (worker: ServiceWorker): void => onUpdate(() => worker.postMessage({ type: 'replace' }));
  const register = async (): Promise<void> => {
    const registration = await serviceWorker.register(workerAddress(), { scope: '/', updateViaCache: 'none' });
    if (registration.waiting && !isFirst) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const fresh = registration.installing;
      fresh?.addEventListener('statechange', () => {
        if (fresh.state === 'installed' && serviceWorker.controller) offer(fresh);
      });
    });
    // A page that stays open for weeks would never ask.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') registration.update().catch(ignore);
    });
  };
  afterFirstScreen(() => void register().catch(ignore));
}

/** The page's policy takes the address of a script from a named policy only (Trusted Types), where the browser has them. */
function workerAddress(): string {
  const { trustedTypes } = window as { readonly trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } } };
  const address = '/sw.js';
  return trustedTypes ? trustedTypes.createPolicy('messagerie', { createScriptURL: () => address }).createScriptURL(address) : address;
}

/** Where a worker is refused (private windows, policies), the client works without one. */
function ignore(): void {}
