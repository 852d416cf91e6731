import { type Folder, newestFirst, type Store } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { runAction } from '../actions/run-action.ts';
import { tellFinal } from '../actions/tell-final.ts';
import type { WholeList } from '../actions/index.ts';
import { destroyFolders } from './change-folder.ts';

/** Destroys what is in a folder: its messages, and the folders inside it with theirs. */
export async function emptyFolder(store: Store, t: Translate, accountId: string, folder: Folder, inside: readonly Folder[]): Promise<void> {
  if (inside.length > 0) await destroyFolders(store, accountId, inside.map(({ id }) => id));
  const total = [folder, ...inside].reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  // What is said at the end is the number that was asked about: that of the folders inside, too.
  if (folder.totalEmails > 0) await runAction({ store, t, byConversations: false }, { ...allIn(accountId, folder), total }, { kind: 'destroy' });
  else if (total > 0) tellFinal(store, t('list.done.destroyed.messages', { count: total }));
}

/** Marks all that is in a folder as read, with Undo. */
export async function markAllRead(store: Store, t: Translate, accountId: string, folder: Folder): Promise<void> {
  if (folder.unreadEmails === 0) return;
  const all = allIn(accountId, folder);
  const unread: WholeList = { ...all, total: folder.unreadEmails, query: { ...all.query, filter: { inMailbox: folder.id, notKeyword: '$seen' } } };
  await runAction({ store, t, byConversations: false }, unread, { kind: 'keyword', keyword: '$seen', on: true });
}

function allIn(accountId: string, { id, totalEmails }: Folder): WholeList {
  return { accountId, mailboxId: id, query: { accountId, filter: { inMailbox: id }, sort: newestFirst, collapseThreads: false }, total: totalEmails, except: [] };
}
