/** Reads the picture of the present address from the replica, without the client's code. */
import { databaseName, pictureKeys, userKey } from '../../store/names.ts';
import { addressNow, circumstances, type FirstPicture } from './picture.ts';

/** @returns undefined where nobody has signed in here, nothing is kept, or what is kept does not fit */
export async function readPicture(): Promise<FirstPicture | undefined> {
  const user = localStorage.getItem(userKey);
  if (user === null) return undefined;
  const database = await openKept(databaseName(user));
  if (!database) return undefined;
  try {
    const meta = database.transaction('meta').objectStore('meta');
    const kept = await Promise.all(Object.values(pictureKeys).map((key) => result(meta.get(key)) as Promise<FirstPicture | undefined>));
    const [address, now] = [addressNow(), circumstances()];
    return kept.find((picture) => picture?.circumstances === now && picture.addresses.includes(address));
  } finally {
    // Whoever is about to take the database away need not wait for this page.
    database.close();
  }
}

/** Opens the database as it is; one that is not there is not made. */
async function openKept(name: string): Promise<IDBDatabase | undefined> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.transaction?.abort();
  return result(request).catch(() => undefined);
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
