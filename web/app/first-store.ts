/** What the first screen shows is asked for before the code that draws it has run. */
import type { Preferences } from '../../openapi/generated/jmap.ts';
import { rest } from '../jmap/rest.ts';
import { listQuery } from '../mail/list/list-query.ts';
import { preferencesKey, userKey } from '../store/names.ts';
import { Store } from '../store/store.ts';
import { loadLanguage } from '../text/load.ts';
import { firstLanguage } from './first-language.ts';
import { parseMailSearch } from './paths.ts';

export interface Beginning {
  readonly store: Store;
  readonly preferences: Preferences;
  /** The server has just told the preferences; else they are as they were when this browser last saw them. */
  readonly areFresh: boolean;
  /** The list that the address leads to is asked for, or cannot be; never rejects, as the next. */
  readonly listIsAsked: Promise<unknown>;
  /** It has come, from disk or from the server. */
  readonly listIsHere: Promise<unknown>;
}

let begun: Promise<Beginning> | undefined;

/** Begins while the code of the page is still on its way; the first {@link openStore} gets it. @returns resolves when all has been asked for, or cannot be */
export async function beginOpening(): Promise<void> {
  loadLanguage(firstLanguage()).catch(() => {}); // told by who draws
  begun = begin();
  await begun.then(
    ({ listIsAsked }) => listIsAsked,
    () => {}, // told by openStore
  );
}

/** The store of whoever is signed in. @throws as `Store.open` */
export function openStore(): Promise<Beginning> {
  const opening = begun ?? begin();
  begun = undefined;
  return opening;
}

async function begin(): Promise<Beginning> {
  const ask = () => rest<Preferences>('/me/preferences');
  // Nothing is kept where nobody has been.
  const asked = localStorage.getItem(userKey) === null ? ask() : undefined;
  asked?.catch(() => {}); // told below
  const store = await Store.open();
  try {
    const kept = asked ? undefined : await store.database.meta<Preferences>(preferencesKey);
    const preferences = kept ?? (await (asked ?? ask()));
    const list = readFirstList(store, preferences);
    return { store, preferences, areFresh: kept === undefined, listIsAsked: list, listIsHere: list.then((ahead) => ahead?.isHere) };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The page drawn without what it is about to show would be drawn again for each thing that comes. */
async function readFirstList(store: Store, { conversations }: Preferences) {
  const [, room, account, mailbox] = location.pathname.split('/');
  if (room !== 'mail' && room !== '') return undefined;
  const { filter, sort } = parseMailSearch(location.search);
  const accountId = account || store.ownAccountId;
  if (!(accountId in store.session.accounts)) return undefined;
  return store.readAhead(accountId, (folders) => {
    const folder = folders.find(({ id, role }) => (mailbox ? id === mailbox : role === 'inbox'));
    return folder && listQuery({ accountId, mailboxId: folder.id, filter, sort, conversations, role: folder.role });
  });
}
