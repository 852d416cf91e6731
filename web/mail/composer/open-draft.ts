/**
 * A message while it is being written: kept in this browser within a moment of each key, and on the server within seconds, so that neither a crash nor a lost network
 * nor an ended session takes anything away.
 */
import type { Identity } from '../../../openapi/generated/jmap.ts';
import { isPassing, SignedOut } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { copiesOf, markOf } from './copies.ts';
import type { Dir } from './doc.ts';
import { type Draft, type DraftContent, isEmptyDraft, type Quote } from './draft.ts';
import { emailOf } from './message.ts';
import { replaceEmail } from './replace.ts';
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
  | { readonly kind: 'sent' };

export type View = 'panel' | 'large' | 'minimised' | 'page' | 'closed';
export type Phase = 'writing' | 'sending' | 'waiting';

/** As it is kept in this browser. The quote and files stand beside it: they do not change with each key. */
export interface KeptDraft {
  readonly tab: string;
  readonly draft: Draft;
  readonly view: View;
  /** Not undefined: it is to be sent. */
  readonly plan: SendPlan | undefined;
  readonly hasQuote: boolean;
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
}

export class OpenDraft {
  readonly uploads: Uploads;
  draft: Draft;
  view: View;
  phase: Phase = 'writing';
  plan: SendPlan | undefined;
  save: SaveState = { kind: 'new' };
  conflict: Conflict | undefined;
  /** Why it was not sent, to be shown above it. */
  sendError: unknown;
  /** Addresses that the server would not take. */
  refusedAddresses: readonly string[] = [];
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
  #saving: Promise<void> | undefined;
  #isOver = false;
  /** A save may have reached the server without its answer reaching us. */
  #mayHaveLeftovers = false;
  #wasOnServer = false;
  #stopWatching: () => void = () => {};

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
      onChange: () => this.#tell(),
      onDone: (id, blobId) => this.edit({ attachments: this.draft.attachments.map((one) => (one.id === id ? { ...one, blobId } : one)) }),
    });
    this.#watch();
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
  edit(change: Partial<DraftContent> & Partial<Pick<Draft, 'answered'>>, { isFromOutside = false } = {}): void {
    this.draft = { ...this.draft, ...change, revision: this.draft.revision + 1, changedAt: Date.now() };
    this.isTouched = true;
    if (isFromOutside) this.textTurn += 1;
    if (this.sendError !== undefined && ('to' in change || 'cc' in change || 'bcc' in change || 'attachments' in change || 'identityId' in change)) this.sendError = undefined;
    if (this.save.kind !== 'saving') this.save = { kind: 'waiting' };
    this.#keepSoon();
    this.#saveSoon();
    this.#tell();
  }

  show(view: View): void {
    if (this.view === view) return;
    this.view = view;
    this.#keepSoon();
    this.#tell();
  }

  set(state: Partial<Pick<OpenDraft, 'phase' | 'plan' | 'sendError' | 'refusedAddresses' | 'conflict' | 'isRecovered'>>): void {
    Object.assign(this, state);
    this.#tell();
  }

  /** What the server has it under, after it was sent or saved by others than {@link saveNow}. */
  adoptServerId(serverId: string | undefined): void {
    this.draft = { ...this.draft, serverId, savedRevision: serverId === undefined ? -1 : this.draft.revision };
    this.#wasOnServer = false;
    this.#watch();
    this.#keepSoon();
  }

  /** True if closing it now would leave nothing behind that anybody needs. */
  get isEmpty(): boolean {
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
    if (this.isEmpty && this.draft.serverId === undefined && this.plan === undefined) return database.keep('drafts', this.draft.id, undefined);
    const kept: KeptDraft = { tab: this.#settings.tab, draft: { ...rest, quote: undefined }, view: this.view, plan: this.plan, hasQuote: quote !== undefined };
    if (quote !== this.#keptQuote) void database.keep('drafts', `${this.draft.id}/quote`, quote);
    this.#keptQuote = quote;
    await database.keep('drafts', this.draft.id, kept);
  }

  /** Another tab goes on with it: nothing is written from here any more. */
  letGo(): void {
    this.#isOver = true;
    clearTimeout(this.#keepTimer);
    clearTimeout(this.#saveTimer);
    this.#stopWatching();
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
    if (!this.#isOver && this.phase === 'writing' && this.draft.revision !== this.draft.savedRevision && this.save.kind === 'saved') this.#saveSoon();
  }

  /** Waits for a save that is on its way: a message must not be sent beside it. */
  async settled(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    while (this.#saving) await this.#saving;
  }

  /** After a crash, and before it is sent: there is no copy of it on the server but the one that is known here. @param mayBe a save may have been interrupted */
  async clearLeftovers(mayBe = this.#mayHaveLeftovers): Promise<void> {
    this.#mayHaveLeftovers = mayBe;
    await this.settled();
    if (!mayBe || this.#isOver) return;
    this.#saving = this.#lookForOthers(false).finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
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
    const { draft } = this;
    const drafts = store.replica(draft.accountId).folders()?.find(({ role }) => role === 'drafts');
    if (!drafts) return this.#saved({ kind: 'local', error: undefined });
    this.#saved({ kind: 'saving' });
    try {
      const place = { mailboxIds: { [drafts.id]: true as const }, keywords: { $draft: true as const, $seen: true as const }, dir: this.#settings.direction(), mark: markOf(draft) };
      const answer = replaceEmail(store.client, draft.accountId, emailOf(draft, this.identity, place), draft.serverId);
      // In the same request: other parts of the page see the new draft in place of the old one, never both.
      const followed = store.sync(draft.accountId).catch(() => {});
      const { emailId, older } = await answer;
      this.draft = { ...this.draft, serverId: emailId, savedRevision: draft.revision };
      this.#mayHaveLeftovers ||= older === 'left';
      this.#firstUnsavedAt = undefined;
      this.#wasOnServer = false;
      this.#saved({ kind: 'saved' });
      await this.keep();
      await followed;
      this.#watch();
      if (older === 'gone' || this.#mayHaveLeftovers) await this.#lookForOthers(older === 'gone');
    } catch (error) {
      store.failed(error);
      this.#mayHaveLeftovers ||= isPassing(error);
      this.#saved(isPassing(error) || error instanceof SignedOut ? { kind: 'local', error } : { kind: 'refused', error });
      clearTimeout(this.#saveTimer);
      if (isPassing(error)) this.#saveTimer = setTimeout(() => void this.saveNow(), retryAfterMs);
    }
  }

  #saved(save: SaveState): void {
    this.save = save;
    this.#tell();
  }

  /**
   * Takes away what interrupted saves have left on the server; or goes on with it, where it took the place of the Email that was known here.
   * @param isGone the Email that was known here is not there any more: if that was not our doing, the writer is told
   */
  async #lookForOthers(isGone: boolean): Promise<void> {
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
      const leftovers = [...new Set(known)].filter((emailId) => emailId !== this.draft.serverId);
      if (leftovers.length > 0) await store.client.call('Email/set', { accountId: draft.accountId, destroy: leftovers });
      this.#mayHaveLeftovers = false;
      if (!isGone || isTakenOver || leftovers.length > 0) return this.#tell();
      const changed = others.find(({ isDraft }) => isDraft);
      if (changed) this.set({ conflict: { kind: 'changed', otherId: changed.emailId } });
      else this.set({ conflict: { kind: others.length > 0 ? 'sent' : 'destroyed' } });
    } catch (error) {
      store.failed(error);
    }
  }

  /** Hears of the draft being changed or destroyed by another program while it is open here. */
  #watch(): void {
    this.#stopWatching();
    const { serverId, accountId } = this.draft;
    if (serverId === undefined) return;
    const replica = this.store.replica(accountId);
    this.#wasOnServer ||= replica.has(serverId);
    this.#stopWatching = this.store.signals.subscribe([replica.emailKey(serverId)], () => {
      if (replica.has(serverId)) {
        this.#wasOnServer = true;
        return;
      }
      if (!this.#wasOnServer || this.#saving || this.phase !== 'writing' || this.draft.serverId !== serverId) return;
      this.#stopWatching();
      this.draft = { ...this.draft, serverId: undefined, savedRevision: -1 };
      this.save = { kind: 'waiting' };
      void this.keep();
      this.#saving = this.#lookForOthers(true).finally(() => {
        this.#saving = undefined;
      });
    });
    if (!replica.has(serverId)) void this.store.loadEmails(accountId, [serverId]).catch(() => {});
  }

  #keepSoon(): void {
    this.#keepTimer ??= setTimeout(() => void this.keep(), keepAfterMs);
  }

  #saveSoon(): void {
    if (this.#isOver || this.phase !== 'writing') return;
    const now = Date.now();
    this.#firstUnsavedAt ??= now;
    const weight = ((this.draft.quote?.html.length ?? 0) / bytesPerSecond) * 1000;
    const wait = Math.max(0, Math.min(saveAfterMs + weight, this.#firstUnsavedAt + saveAtLeastMs + weight - now));
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.saveNow(), wait);
  }

  #tell(): void {
    this.store.signals.changed(this.#signal);
  }
}

export const draftSignal = (id: string): string => `draft:${id}`;
