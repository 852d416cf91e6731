import type { Page } from 'playwright-core';

/** What this browser keeps of the one person who has signed in with it, by its name in the store `meta`. It is written a moment after it is known. */
export function keptMeta(page: Page, key: string): Promise<unknown> {
  return page.evaluate(async (key) => {
    const [{ name = '' } = {}] = (await indexedDB.databases()).filter((one) => one.name?.startsWith('messagerie:'));
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const db = await answer(indexedDB.open(name));
    try {
      return await answer<unknown>(db.transaction('meta').objectStore('meta').get(key));
    } finally {
      db.close();
    }
  }, key);
}

/** How much of mail this browser keeps of that person. */
export function keptCount(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const [{ name = '' } = {}] = (await indexedDB.databases()).filter((one) => one.name?.startsWith('messagerie:'));
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const db = await answer(indexedDB.open(name));
    try {
      const tx = db.transaction(['objects', 'bodies', 'queries', 'meta']);
      const counts = await Promise.all(['objects', 'bodies', 'queries', 'meta'].map((store) => answer(tx.objectStore(store).count())));
      return counts.reduce((sum, count) => sum + count, 0);
    } finally {
      db.close();
    }
  });
}
