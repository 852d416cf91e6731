/** Does an action to messages: at once on the screen, then on the server, with Undo. */
import { errorText } from '../../app/error-text.ts';
import type { SetFailed } from '../../jmap/errors.ts';
import type { EmailPatch, Store, Undoable } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { toast } from '../../ui/toast-queue.ts';
import { type Action, destinationOf, doneWord, type Patchable, patchOf, takenBack } from './action.ts';
import type { BetweenFolders } from './between-accounts.ts';
import { folderName } from './folder-name.ts';
import { labelsAmong } from './labels.ts';
import { withoutAside, withoutWaiting } from './left-aside.ts';
import { named } from './named.ts';
import { putElsewhere } from './put-elsewhere.ts';
import { showProgress } from './requests.ts';
import { cancelSending, stillScheduled } from './scheduled.ts';
import { conversationIn, countOf, isWholeList, rowsOf, type Selection, type Target, type WholeList } from './selection.ts';
import { tellFinal } from './tell-final.ts';
import type { ListedEmail } from './whole-list.ts';

export interface Surroundings {
  readonly store: Store;
  readonly t: Translate;
  /** Whether lists show conversations. */
  readonly byConversations: boolean;
}

/** Never rejects: what was refused is told and taken back. */
export async function runAction(around: Surroundings, target: Target, action: Action): Promise<void> {
  if (isWholeList(target)) return runOnWholeList(around, target, action);
  const { store, byConversations } = around;
  try {
    const asked = await withUnknownRows(around, target);
    const going = withoutWaiting(store, asked.accountId, action, rowsOf(store, asked));
    if (going.length === 0 && asked.emailIds.length > 0) return void toast(around.t('list.waitsToBeSent'));
    const all = { ...asked, emailIds: going.map(({ id }) => id) };
    const chosen = byConversations && all.mailboxId === undefined ? { ...all, emailIds: withoutAside(store, all.accountId, action, rowsOf(store, all)).map(({ id }) => id) } : all;
    const { unsent, leaving } = await cancelSending(store, chosen.accountId, action, rowsOf(store, chosen));
    tellLeaving(around, leaving);
    const known = { ...chosen, emailIds: chosen.emailIds.filter((id) => !leaving.has(id)) };
    if (known.emailIds.length === 0) return;
    tellElsewhere({ ...all, emailIds: all.emailIds.filter((id) => !leaving.has(id)) }, action);
    const done = withUnsent(around, sentence(around, known, action), unsent.size, known.emailIds.length);
    const label = naming(around, known, withScheduled(around, done, stillScheduled(store, known.accountId, action, known.emailIds)));
    await (isElsewhere(action, known) ? runBetweenAccounts(around, known, action, label) : runInAccount(around, known, action, label, unsent));
  } catch (error) {
    store.failed(error);
    store.onNotice({ kind: 'refused', errors: [error as Error], count: target.emailIds.length });
  }
}

function tellElsewhere(target: Target, { kind }: Action): void {
  if (kind !== 'keyword' && kind !== 'copy') putElsewhere(target);
}

/** Rows that were chosen without having been seen are fetched, with the conversations that they stand for. */
async function withUnknownRows({ store, byConversations }: Surroundings, selection: Selection): Promise<Selection> {
  const { accountId, mailboxId, emailIds } = selection;
  const replica = store.replica(accountId);
  const unknown = emailIds.filter((id) => !replica.has(id));
  if (unknown.length === 0) return selection;
  await store.loadEmails(accountId, unknown);
  const mates = byConversations ? rowsOf(store, { ...selection, emailIds: unknown }).flatMap(({ threadId }) => conversationIn(store, accountId, threadId, mailboxId).emailIds) : [];
  return { ...selection, emailIds: [...new Set([...emailIds, ...mates])] };
}

async function runInAccount({ store, t }: Surroundings, selection: Selection, action: Action, label: string, unsent: ReadonlySet<string>): Promise<void> {
  const to = destinationOf(store, selection.accountId, action);
  const patches = new Map<string, EmailPatch>();
  const inverse = new Map<string, EmailPatch>();
  for (const row of rowsOf(store, selection)) {
    const patch = patchOf(action, row, selection.mailboxId, to);
    if (!patch) continue;
    patches.set(row.id, patch);
    inverse.set(row.id, unsent.has(row.id) ? intoDrafts(store, selection.accountId, row, patch) : takenBack(row, patch));
  }
  if (action.kind === 'destroy') tellFinal(store, label);
  if (action.kind === 'destroy' || unsent.size === 0) return store.change(selection.accountId, patches, label);
  const changed = store.change(selection.accountId, patches);
  told(store, {
    label,
    undo: async () => {
      toast(t('list.unsentBack', { count: unsent.size }));
      await store.change(selection.accountId, inverse);
    },
  });
  await changed;
}

/** A message that was not sent is a draft, wherever it was before. */
function intoDrafts(store: Store, accountId: string, email: Patchable, patch: EmailPatch): EmailPatch {
  const { keywords, mailboxIds } = takenBack(email, patch);
  const drafts = store.replica(accountId).folderByRole('drafts');
  if (!drafts) return { keywords: { ...keywords, $draft: true }, mailboxIds: { ...mailboxIds } };
  const away = Object.keys(patch.mailboxIds ?? {}).map((id) => [id, false] as const);
  return { keywords: { ...keywords, $draft: true }, mailboxIds: { ...Object.fromEntries(away), [drafts.id]: true } };
}

function withUnsent({ t }: Surroundings, done: string, unsent: number, all: number): string {
  if (unsent === 0) return done;
  return t(unsent === all ? 'list.unsent' : 'list.unsentSome', { done, count: unsent });
}

/** What is deleted comes no more to mind: that something of it still goes out is said. */
function withScheduled({ t }: Surroundings, done: string, still: number): string {
  return still === 0 ? done : t('list.stillScheduled', { done, count: still });
}

/** Those that were not deleted, since they are being sent. */
function tellLeaving({ store, t }: Surroundings, leaving: ReadonlyMap<string, SetFailed>): void {
  const [why] = leaving.values();
  if (!why) return;
  store.failed(why);
  toast(t('list.notUnsent', { reason: why.type === 'cannotUnsend' ? t('errors.tooLate') : errorText(t, why).what }), { kind: 'failed' });
}

/** What was done, for the toast. */
function sentence({ store, t, byConversations }: Surroundings, target: Target, action: Action): string {
  const { unit, count } = countOf(store, target, byConversations);
  const to = destinationOf(store, target.accountId, action);
  const label = action.kind === 'keyword' ? (labelsAmong(t, { [action.keyword]: true })[0]?.name ?? action.keyword) : '';
  // The owner of a shared folder has a Trash, too.
  const folder = to?.role === 'trash' && isElsewhere(action, target) && action.accountId === store.ownAccountId ? t('list.yourTrash') : to && folderName(t, to);
  return t(`list.done.${doneWord(action)}.${unit}`, { count, folder: folder ?? '', label });
}

/** Where it was one message or conversation: also which. */
function naming({ store, byConversations }: Surroundings, selection: Selection, done: string): string {
  return countOf(store, selection, byConversations).count === 1 ? named(done, rowsOf(store, selection)[0]?.subject ?? '') : done;
}

async function runBetweenAccounts(around: Surroundings, from: Selection, action: BetweenFolders, label: string): Promise<void> {
  const { store } = around;
  // Answers after what they answer: a copy joins the conversation of what is there.
  const rows = rowsOf(store, from).sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  const copied = store.copyBetweenAccounts(from.accountId, rows.map(({ id }) => id), action.accountId, action.mailboxId, { move: action.kind === 'move' });
  const { Homes, tellBetweenAccounts } = await import('./between-accounts.ts');
  const homes = new Homes(from.accountId);
  homes.add(rows, from.mailboxId);
  await tellBetweenAccounts(around, action, homes, label, () => copied);
  await copied;
}

async function runOnWholeList(around: Surroundings, list: WholeList, action: Action): Promise<void> {
  const { store, t } = around;
  const abort = new AbortController();
  const cancel = () => abort.abort();
  const inverse = new Map<string, EmailPatch>();
  let changed = 0;
  let waiting = 0;
  const threads = new Set<string>();
  let unsentCount = 0;
  const staying = new Map<string, SetFailed>();
  showProgress({ done: 0, total: list.total, cancel });
  tellElsewhere(list, action);
  try {
    const [{ forWholeList }, { Homes, tellBetweenAccounts }] = await Promise.all([import('./whole-list.ts'), import('./between-accounts.ts')]);
    const homes = new Homes(list.accountId);
    const copied = new Map<string, string>();
    await forWholeList({
      store,
      list,
      oldestFirst: isElsewhere(action, list),
      meant: (emails) => (list.mailboxId === undefined ? withoutAside(store, list.accountId, action, emails) : emails),
      onPart: async (part) => {
        const emails = withoutWaiting(store, list.accountId, action, part);
        waiting += part.length - emails.length;
        const { unsent, leaving } = await cancelSending(store, list.accountId, action, emails);
        unsentCount += unsent.size;
        for (const [id, why] of leaving) staying.set(id, why);
        const going = emails.filter(({ id }) => !leaving.has(id));
        changed += going.length;
        for (const { threadId } of going) threads.add(threadId);
        if (!isElsewhere(action, list)) return changePart(store, list, going, action, inverse, unsent);
        homes.add(going, list.mailboxId);
        for (const [from, to] of await copyPart(store, list, going, action)) copied.set(from, to);
      },
      onProgress: (done, total) => showProgress({ done, total, cancel }),
      signal: abort.signal,
    });
    tellLeaving(around, staying);
    const gone = { ...list, total: list.query.collapseThreads ? threads.size : abort.signal.aborted ? changed : list.total - staying.size - waiting };
    if (gone.total <= 0) return void (waiting > 0 && toast(t('list.waitsToBeSent')));
    const done = sentence(around, gone, action);
    const text = withUnsent(around, abort.signal.aborted ? t('list.stopped', { done }) : done, unsentCount, changed);
    const undo = (): Promise<void> => {
      if (unsentCount > 0) toast(t('list.unsentBack', { count: unsentCount }));
      return store.change(list.accountId, inverse);
    };
    if (isElsewhere(action, list)) await tellBetweenAccounts(around, action, homes, text, async () => copied);
    else if (inverse.size > 0) told(store, { label: text, undo, emailIds: inverse.keys() });
    else tellFinal(store, text);
  } catch (error) {
    store.failed(error);
    store.onNotice({ kind: 'refused', errors: [error as Error], count: list.total });
  } finally {
    showProgress(undefined);
  }
}

async function changePart(store: Store, { accountId, mailboxId }: WholeList, emails: readonly ListedEmail[], action: Action, inverse: Map<string, EmailPatch>, unsent: ReadonlySet<string>): Promise<void> {
  const to = destinationOf(store, accountId, action);
  const patches = new Map<string, EmailPatch>();
  for (const email of emails) {
    const patch = patchOf(action, email, mailboxId, to);
    if (!patch) continue;
    patches.set(email.id, patch);
    if (action.kind !== 'destroy') inverse.set(email.id, unsent.has(email.id) ? intoDrafts(store, accountId, email, patch) : takenBack(email, patch));
  }
  await store.change(accountId, patches);
}

function copyPart(store: Store, { accountId }: WholeList, emails: readonly ListedEmail[], to: BetweenFolders): Promise<ReadonlyMap<string, string>> {
  return store.copyBetweenAccounts(accountId, emails.map(({ id }) => id), to.accountId, to.mailboxId, { move: to.kind === 'move' });
}

function isElsewhere(action: Action, target: Target): action is BetweenFolders {
  return (action.kind === 'move' || action.kind === 'copy') && action.accountId !== target.accountId;
}

function told(store: Store, undoable: Undoable): void {
  store.undo.push(undoable);
  store.onNotice({ kind: 'done', action: undoable });
}
