/**
 * A message while it is being written: kept in this browser within a moment of each key, and on the server within seconds, so that neither a crash nor a lost network
 * nor an ended session takes anything away.
 */
import type { Identity } from '../../../openapi/generated/jmap.ts';
import { isPassing, SignedOut } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { AwaitedSend } from './awaited-send.ts';
import type { Begun } from './begin.ts';
import { copiesOf, markOf } from './copies.ts';
import { CopyWatch, type Fate } from './copy-watch.ts';
import type { Dir } from '../../text/direction.ts';
import { type Draft, type DraftContent, isEmptyDraft, newMessageId, type Quote } from './draft.ts';
import { lostFiles } from './lost-files.ts';
import { emailOf } from './message.ts';
import { noteRefusals, type RefusedFile } from './refused-files.ts';
import { type Replaced, replaceEmail } from './replace.ts';
import { concerns, findFilesAgain, followFiles, goneBlobs, mostFileTries, withFilesFound } from './same-files.ts';
import type { SendPlan } from './send.ts';
import { Uploads } from './uploads.ts';

export type SaveState =
  | { readonly kind: 'new' | 'saving' | 'saved' | 'waiting' }
  /** Kept in this browser only, for the time being. */
  | { readonly kind: 'local'; readonly error: unknown }
  | { readonly kind: 'refused'; readonly error: unknown };

/** The draft was touched in another place. */
export type Conflict =
  | { readonly kind: 'changed'; readonly otherId: string }
  | { readonly kind: 'destroyed' }
  | { readonly kind: 'sent' }
  /** Nothing had been written here since: the newer text is shown. */
  | { readonly kind: 'taken' };

export type View = 'panel' | 'large' | 'minimised' | 'page' | 'closed';
export type Phase = 'writing' | 'sending' | 'waiting';

/** As it is kept in this browser. The quote and files stand beside it: they do not change with each key. */
export interface KeptDraft {
  readonly tab: string;
  readonly draft: Draft;
  readonly view: View;
  /** Not undefined: it is to be sent. */
  readonly plan: SendPlan | undefined;
  /** It was to be sent once its files were there: that is not done by itself another time. */
  readonly isAwaited?: boolean;
  readonly hasQuote: boolean;
  readonly unscheduledFrom?: string | undefined;
  readonly isHeldBack?: boolean;
}

const keepAfterMs = 150;
const saveAfterMs = 2_000;
/** While somebody writes without a pause, it is saved so often all the same. */
const saveAtLeastMs = 15_000;
const retryAfterMs = 20_000;
/** A draft of some megabytes is not sent at every pause. */
const bytesPerSecond = 200_000;

export interface DraftSettings {
  readonly store: Store;
  readonly tab: string;
  readonly identityOf: (id: string | undefined) => Identity | undefined;
  readonly direction: () => Dir;
  /** A draft as the server has it. @throws what `begin` does */
  readonly load: (accountId: string, emailId: string) => Promise<Begun>;
  /** It waits for its files now in order to be sent, or does so no more. */
  readonly onAwaited: () => void;
}

export class OpenDraft {
  readonly uploads: Uploads;
  readonly awaited = new AwaitedSend(() => {
    void this.keep();
    this.#tell();
    this.#settings.onAwaited();
  });
  draft: Draft;
  view: View;
  phase: Phase = 'writing';
  plan: SendPlan | undefined;
  save: SaveState = { kind: 'new' };
  conflict: Conflict | undefined;
  refusedFiles: readonly RefusedFile[] = [];
  /** Why it was not sent, to be shown above it. */
  sendError: unknown;
  /** Addresses that the server would not take. */
  refusedAddresses: readonly string[] = [];
  /** ISO 8601: when it was to be sent, until that was cancelled. */
  unscheduledFrom: string | undefined;
  /** It waited to be sent until somebody opened it to write on, and leaves no more by itself. */
  isHeldBack = false;
  /** It was found in this browser after a crash or a reload. */
  isRecovered = false;
  /** Counts up when the text was set from outside of the editor. */
  textTurn = 0;
  /** Changed by a person since it was opened. */
  isTouched = false;
  readonly #settings: DraftSettings;
  readonly #signal: string;
  #keptQuote: Quote | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #firstUnsavedAt: number | undefined;
  /** As it was last given to the server, with what is quoted. */
  #textLength = 0;
  #saving: Promise<void> | undefined;
  #isOver = false;
  /** A save may have reached the server without its answer reaching us. */
  #mayHaveLeftovers = false;
  readonly #copy: CopyWatch;
  /** The Email that was known here is gone, and it could not be asked yet what became of it. */
  #isLost = false;

  constructor(draft: Draft, view: View, settings: DraftSettings) {
    this.draft = draft;
    this.view = view;
    this.#settings = settings;
    this.#signal = draftSignal(draft.id);
    if (draft.serverId !== undefined) this.save = { kind: draft.savedRevision === draft.revision ? 'saved' : 'waiting' };
    this.uploads = new Uploads({
      accountId: draft.accountId,
      database: settings.store.database,
      draftId: draft.id,
      onChange: () => {
        if (this.uploads.hasFailed) this.awaited.callOff('uploadFailed');
        this.#tell();
      },
      onCancel: () => this.awaited.callOff('fileRemoved'),
      onDone: (id, blobId) => this.edit({ attachments: this.draft.attachments.map((one) => (one.id === id ? { ...one, blobId } : one)) }, { isByHand: false }),
    });
    this.#copy = new CopyWatch(settings.store, (emailId, fate, look) => this.#onFate(emailId, fate, look));
    this.#watch(true);
  }

  get signal(): string {
    return this.#signal;
  }

  get store(): Store {
    return this.#settings.store;
  }

  get identity(): Identity | undefined {
    return this.#settings.identityOf(this.draft.identityId);
  }

  /** Changes the text or anything else of it. */
  edit(change: Partial<DraftContent> & Partial<Pick<Draft, 'answered'>>, { isFromOutside = false, isByHand = true } = {}): void {
    this.draft = { ...this.draft, ...change, revision: this.draft.revision + 1, changedAt: Date.now() };
    this.isTouched ||= isByHand;
    if (isFromOutside) this.textTurn += 1;
    if (this.sendError !== undefined && ('to' in change || 'cc' in change || 'bcc' in change || 'attachments' in change || 'quote' in change || 'identityId' in change)) this.sendError = undefined;
    if (this.save.kind !== 'saving') this.save = { kind: 'waiting' };
    this.#keepSoon();
    this.#saveSoon();
    this.#tell();
  }

  show(view: View): void {
    if (this.view === view) return;
    this.view = view;
    void this.keep();
    this.#tell();
  }

  set(state: Partial<Pick<OpenDraft, 'phase' | 'plan' | 'sendError' | 'refusedAddresses' | 'conflict' | 'isRecovered' | 'unscheduledFrom' | 'isHeldBack'>>): void {
    Object.assign(this, state);
    if (state.conflict !== undefined) this.awaited.callOff('changedElsewhere');
    this.#tell();
  }

  /** Files that cannot go along. */
  setRefused(files: readonly RefusedFile[]): void {
    if (files.length > this.refusedFiles.length) this.awaited.callOff('fileRefused');
    this.refusedFiles = files;
    noteRefusals(this.store, this.draft.messageId, files);
    void this.keep();
    this.#tell();
  }

  /** What the server has it under, after it was sent or saved by others than {@link saveNow}. */
  adoptServerId(serverId: string | undefined): void {
    this.draft = { ...this.draft, serverId, savedRevision: serverId === undefined ? -1 : this.draft.revision };
    this.#watch(true);
    this.#keepSoon();
  }

  /** True if closing it now would leave nothing behind that anybody needs: an answer that nobody has touched holds nobody's words. */
  get isEmpty(): boolean {
    if (!this.isTouched && this.phase === 'writing' && this.draft.serverId === undefined) return true;
    return isEmptyDraft({ ...this.draft, text: this.draft.text.split(/^-- ?$/m)[0] ?? '' }) && this.uploads.count === 0;
  }

  get isSaved(): boolean {
    return this.draft.serverId !== undefined && this.draft.savedRevision === this.draft.revision;
  }

  /** In this browser, before the promise resolves. */
  async keep(): Promise<void> {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    if (this.#isOver) return;
    const { quote, ...rest } = this.draft;
    const { database } = this.store;
    // All words were taken out again: nothing is left of them here either.
    if (this.isEmpty && this.draft.serverId === undefined && this.plan === undefined && this.refusedFiles.length === 0) return database.keep('drafts', this.draft.id, undefined);
    const kept: KeptDraft = { tab: this.#settings.tab, draft: { ...rest, quote: undefined }, view: this.view, plan: this.plan, isAwaited: this.awaited.plan !== undefined, hasQuote: quote !== undefined, unscheduledFrom: this.unscheduledFrom, isHeldBack: this.isHeldBack };
    if (quote !== this.#keptQuote) void database.keep('drafts', `${this.draft.id}/quote`, quote);
    this.#keptQuote = quote;
    await database.keep('drafts', this.draft.id, kept);
  }

  /** Another tab goes on with it: nothing is written from here any more. */
  letGo(): void {
    this.#isOver = true;
    clearTimeout(this.#keepTimer);
    clearTimeout(this.#saveTimer);
    this.#copy.stop();
  }

  /** Takes it out of this browser: it is sent, thrown away, or safe on the server. */
  async forget(): Promise<void> {
    this.letGo();
    this.uploads.cancelAll();
    const { database } = this.store;
    const own = (await database.entries('drafts')).map(([key]) => String(key)).filter((key) => key === this.draft.id || key.startsWith(`${this.draft.id}/`));
    await Promise.all(own.map((key) => database.keep('drafts', key, undefined)));
  }

  /** The server has what is written now, or {@link save} says why not. */
  async saveNow(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    while (this.#saving) await this.#saving;
    if (this.#isOver || this.phase !== 'writing' || this.isSaved || (this.isEmpty && this.draft.serverId === undefined)) return;
    this.#saving = this.#save().finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
    if (!this.#isOver && this.phase === 'writing' && !this.isSaved && (this.save.kind === 'saved' || this.save.kind === 'waiting')) this.#saveSoon();
  }

  /** Waits for a save that is on its way: a message must not be sent beside it. */
  async settled(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    while (this.#saving) await this.#saving;
  }

  /** After a crash, and before it is sent: there is no copy of it on the server but the one that is known here. @param mayBe a save of another page may have been interrupted */
  async clearLeftovers(mayBe = false): Promise<void> {
    this.#mayHaveLeftovers ||= mayBe;
    await this.settled();
    if (!this.#mayHaveLeftovers || this.#isOver) return;
    this.#saving = this.#lookForOthers(false).finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
  }

  /**
   * Before it is sent: whether it was changed or sent elsewhere, which may not have been heard of here yet. One that the server was never given is nowhere else. Who
   * knows that it was sent, and sends it again, is not told so again.
   */
  async lookForChanges(): Promise<void> {
    const { accountId, serverId } = this.draft;
    if (this.conflict?.kind === 'sent') return;
    if (this.#isLost) return this.#lookForOthers(true);
    if (serverId === undefined && !this.isRecovered && !this.#mayHaveLeftovers) return;
    const { client } = this.store;
    const [there, copies] = await Promise.all([
      serverId === undefined ? undefined : client.call('Email/get', { accountId, ids: [serverId], properties: ['id', 'keywords'] }),
      copiesOf(client, this.draft),
    ]).catch(() => []);
    if (!copies || this.draft.serverId !== serverId) return;
    const isNoDraft = there?.list.some(({ keywords }) => !keywords?.['$draft']) === true;
    const isGone = serverId !== undefined && there?.notFound.includes(serverId) === true;
    if (isNoDraft || copies.others.some(({ isDraft }) => !isDraft)) return this.#wasSent(isNoDraft || isGone);
    if (!isGone) return;
    this.#copy.stop();
    this.draft = { ...this.draft, serverId: undefined, savedRevision: -1 };
    await this.#lookForOthers(true);
  }

  /** Tries again what the network or the session stood in the way of. */
  retry(): void {
    if (this.save.kind === 'local') void this.saveNow();
    this.uploads.retryPassing();
  }

  async #save(): Promise<void> {
    const { store } = this;
    // Else each try whose answer is lost would add another one.
    if (this.#mayHaveLeftovers) await this.#lookForOthers(false);
    if (this.isSaved) return this.#saved({ kind: 'saved' });
    const drafts = store.replica(this.draft.accountId).folders()?.find(({ role }) => role === 'drafts');
    if (!drafts) return this.#saved({ kind: 'local', error: undefined });
    this.#saved({ kind: 'saving' });
    try {
      const { emailId, older, revision, followed, follow } = await this.#replace(drafts.id);
      this.draft = { ...follow(this.draft, emailId), serverId: emailId, savedRevision: revision };
      this.#mayHaveLeftovers ||= older === 'left';
      this.#firstUnsavedAt = undefined;
      this.#copy.stop();
      // Something may have been written since it went out.
      this.#saved({ kind: this.isSaved ? 'saved' : 'waiting' });
      await this.keep();
      await followed;
      this.#watch(true);
      if (older === 'sent') this.#wasSent(false);
      if (older === 'gone' || this.#mayHaveLeftovers) await this.#lookForOthers(older === 'gone');
    } catch (error) {
      store.failed(error);
      this.#mayHaveLeftovers ||= isPassing(error);
      // Files that are replaced faster than they are found will be found another time.
      const mayRetry = isPassing(error) || goneBlobs(error).size > 0;
      this.#saved(mayRetry || error instanceof SignedOut ? { kind: 'local', error } : { kind: 'refused', error });
      clearTimeout(this.#saveTimer);
      if (mayRetry) this.#saveTimer = setTimeout(() => void this.saveNow(), retryAfterMs);
    }
  }

  /** What is written now, in place of what the server has of it. */
  async #replace(draftsId: string): Promise<Replaced & { readonly revision: number; readonly followed: Promise<void>; readonly follow: Awaited<ReturnType<typeof followFiles>> }> {
    const { store } = this;
    for (let tries = 1; ; tries += 1) {
      const { draft } = this;
      const place = { mailboxIds: { [draftsId]: true as const }, keywords: { $draft: true as const, $seen: true as const }, dir: this.#settings.direction(), mark: markOf(draft) };
      const email = emailOf(draft, this.identity, place);
      this.#textLength = Object.values(email.bodyValues ?? {}).reduce((sum, { value }) => sum + value.length, 0);
      const answer = replaceEmail(store.client, draft.accountId, email, draft.serverId);
      // In the same request: other parts of the page see the new draft in place of the old one, never both.
      const files = followFiles(store, draft);
      const followed = store.sync(draft.accountId).catch(() => {});
      try {
        return { ...(await answer), revision: draft.revision, followed, follow: await files };
      } catch (error) {
        if (tries === mostFileTries || (await this.findFiles(error)) === 'none') throw error;
      }
    }
  }

  /**
   * After the server has refused the draft because of files that are not there: they are taken from other versions of it, one of which has replaced the Email that they
   * were parts of, or from the message that it answers. Those that are nowhere are lost, and shown as such.
   * @returns `none`: that was not the reason
   * @throws what the client throws
   */
  async findFiles(error: unknown): Promise<'none' | 'found' | 'lost'> {
    const gone = goneBlobs(error);
    if (!concerns(gone, this.draft)) return 'none';
    const found = await findFilesAgain(this.store, this.draft, gone);
    const before = lostFiles(this).length;
    this.draft = withFilesFound(this.draft, gone, found);
    this.#keepSoon();
    this.#tell();
    return lostFiles(this).length > before ? 'lost' : 'found';
  }

  #saved(save: SaveState): void {
    this.save = save;
    this.#tell();
  }

  /**
   * Takes away what interrupted saves have left on the server; or goes on with it, where it took the place of the Email that was known here.
   * @param isGone the Email that was known here is not there any more: if that was not our doing, the writer is told
   * @param unchangedAt the revision at which it was as it was saved; what is written here after that is not to go
   */
  async #lookForOthers(isGone: boolean, unchangedAt?: number): Promise<void> {
    const { store, draft } = this;
    try {
      const { own, others } = await copiesOf(store.client, draft);
      const [latest] = own;
      const isTakenOver = latest !== undefined && latest.emailId !== draft.serverId && (draft.serverId === undefined || latest.revision > draft.savedRevision);
      if (isTakenOver) {
        this.draft = { ...this.draft, serverId: latest.emailId, savedRevision: latest.revision };
        if (this.isSaved) this.save = { kind: 'saved' };
        else this.#saveSoon();
        await this.keep();
        this.#watch();
      }
      const known = own.map(({ emailId }) => emailId).concat(draft.serverId ?? []);
      const sent = new Set(others.flatMap(({ emailId, isDraft }) => (isDraft ? [] : [emailId])));
      const leftovers = [...new Set(known)].filter((emailId) => emailId !== this.draft.serverId && !sent.has(emailId));
      if (leftovers.length > 0) await store.client.call('Email/set', { accountId: draft.accountId, destroy: leftovers });
      this.#mayHaveLeftovers = false;
      const wasLost = this.#isLost;
      this.#isLost = false;
      // One version was sent: another that still lies in Drafts does not take the place of what is open.
      if (sent.size > 0) return this.#wasSent(sent.has(this.draft.serverId ?? ''));
      if (!(isGone || wasLost) || isTakenOver || leftovers.length > 0) return this.#tell();
      const changed = others.find(({ isDraft }) => isDraft);
      if (changed && unchangedAt !== undefined) await this.#takeNewer(changed.emailId, unchangedAt);
      else if (changed) this.#changedElsewhere(changed.emailId);
      else this.set({ conflict: { kind: 'destroyed' } });
    } catch (error) {
      this.#isLost ||= isGone;
      this.#mayHaveLeftovers ||= isGone;
      store.failed(error);
    }
  }

  /** Both versions are to be in Drafts: this one is saved at once, since its files are found in the other one for as long as that stands. */
  #changedElsewhere(otherId: string): void {
    this.set({ conflict: { kind: 'changed', otherId } });
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.saveNow(), 0);
  }

  /** It has left from another place. @param isDetached what the server keeps is no draft any more: it stands, whatever is written on here */
  #wasSent(isDetached: boolean): void {
    if (isDetached) this.#detach();
    // Programs and servers drop what comes under a name that they have seen (RFC 5322 §3.6.4).
    this.draft = { ...this.draft, messageId: newMessageId(this.draft.messageId) };
    if (this.conflict?.kind === 'sent') this.#tell();
    else this.set({ conflict: { kind: 'sent' } });
  }

  /** What is written on from here is another Email. */
  #detach(): void {
    this.#copy.stop();
    this.draft = { ...this.draft, serverId: undefined, savedRevision: -1 };
    // Before anything is awaited: it holds what somebody wrote, though not in this page perhaps.
    this.isTouched = true;
    this.save = { kind: 'waiting' };
    void this.keep();
  }

  /** The row that is known here may be older than the taking back of a message: the server knows. */
  async #lookWhetherSent(emailId: string): Promise<void> {
    const { accountId } = this.draft;
    const there = await this.store.client.call('Email/get', { accountId, ids: [emailId], properties: ['id', 'keywords'] }).catch(() => undefined);
    if (this.#isOver || this.draft.serverId !== emailId) return;
    // One that is gone is heard of as such.
    if (there && !there.list.some(({ keywords }) => !keywords?.['$draft'])) return;
    this.#wasSent(true);
  }

  /** Goes on with the text that was written elsewhere, unless something was written here since this revision. */
  async #takeNewer(emailId: string, revision: number): Promise<void> {
    const { id, accountId, answered } = this.draft;
    const newer = this.draft.revision === revision ? await this.#settings.load(accountId, emailId) : undefined;
    if (!newer || this.draft.revision !== revision || this.uploads.count > 0 || this.phase !== 'writing') return this.#changedElsewhere(emailId);
    this.draft = { ...newer.draft, id, answered: newer.draft.answered ?? answered, revision: revision + 1, savedRevision: revision + 1 };
    for (const [file, bytes] of newer.files) this.uploads.add(file, bytes);
    this.textTurn += 1;
    this.save = { kind: 'saved' };
    this.set({ conflict: { kind: 'taken' } });
    await this.keep();
    this.#watch(true);
  }

  /** Hears of the draft being changed, destroyed or sent by another program while it is open here. @param isNew the Email took the place of another */
  #watch(isNew = false): void {
    this.#copy.start(this.draft.accountId, this.draft.serverId, isNew);
  }

  #onFate(emailId: string, fate: Fate, look: () => void): void {
    if (this.#isOver || this.phase !== 'writing' || this.draft.serverId !== emailId) return;
    // That save may be what replaced it, or may not get through.
    if (this.#saving) return void this.#saving.then(look);
    const unchangedAt = this.isSaved && this.uploads.count === 0 ? this.draft.revision : undefined;
    if (fate !== 'sent') this.#detach();
    // It stays in the Trash.
    if (fate === 'thrownAway') return void this.set({ conflict: { kind: 'destroyed' } });
    this.#saving = (fate === 'sent' ? this.#lookWhetherSent(emailId) : this.#lookForOthers(true, unchangedAt)).finally(() => {
      this.#saving = undefined;
    });
  }

  #keepSoon(): void {
    this.#keepTimer ??= setTimeout(() => void this.keep(), keepAfterMs);
  }

  #saveSoon(): void {
    if (this.#isOver || this.phase !== 'writing') return;
    const now = Date.now();
    this.#firstUnsavedAt ??= now;
    const weight = (Math.max(this.#textLength, this.draft.quote?.html.length ?? 0) / bytesPerSecond) * 1000;
    const wait = Math.max(0, Math.min(saveAfterMs + weight, this.#firstUnsavedAt + saveAtLeastMs + weight - now));
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.saveNow(), wait);
  }

  #tell(): void {
    this.store.signals.changed(this.#signal);
  }
}

export const draftSignal = (id: string): string => `draft:${id}`;
