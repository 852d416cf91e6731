/** All that is being written in this tab, and what waits to be sent. */
import type { Identity } from '../../../openapi/generated/jmap.ts';
import type { Preferences } from '../../app/preferences.tsx';
import { isPassing, SetFailed, SignedOut } from '../../jmap/errors.ts';
import type { OwnIdentity, Store } from '../../store/index.ts';
import { begin, type Begun } from './begin.ts';
import { type Discarded, takeOutOfTrash, throwAway } from './discard.ts';
import type { Draft, Quote } from './draft.ts';
import type { ComposeIntent } from './intent.ts';
import { goesBeyond, isUnsaved, leftDrafts } from './left-drafts.ts';
import { lostFiles } from './lost-files.ts';
import { type Conflict, draftSignal, type KeptDraft, OpenDraft, type View } from './open-draft.ts';
import { markOriginal } from './original-mark.ts';
import type { QuoteWords } from './quote.ts';
import { notedRefusals } from './refused-files.ts';
import { OlderMoved } from './replace.ts';
import { mostFileTries, withFilesOf } from './same-files.ts';
import { findSent, NotSent, type Sent, sendDraft, type SendPlan, takeBack } from './send.ts';
import { writingPage } from './writing-page.ts';

/** What the desk tells people; the words are the room's. */
export interface DeskNews {
  onSent(draft: OpenDraft, sent: Sent, plan: SendPlan): void;
  onQueued(draft: OpenDraft): void;
  /** It was closed while it waited for its files, or after it was held back, and is not sent. */
  onCalledOff(): void;
  /** It was to be closed, and stays, since the server has not got it. */
  onKeptHere(error: unknown): void;
  /** Drafts were found that are not shown at full size. */
  onRecovered(count: number): void;
  onFailed(error: unknown): void;
}

export const deskSignal = 'composer-desk';
const adoptionLock = 'messagerie-draft-adoption';
const shortestWaitMs = 3_000;
const longestWaitMs = 60_000;
/** Whoever comes back to a tab later than that has not come to write on. */
const sittingMs = 12 * 3_600_000;

export class Desk {
  readonly store: Store;
  /** In the order they were opened. */
  readonly drafts: OpenDraft[] = [];
  words: QuoteWords;
  preferences: Preferences;
  news: DeskNews | undefined;
  /** Intents whose message is still being fetched. */
  opening = 0;
  readonly #page = writingPage();
  /** Held back before it could be asked whether they had left. */
  readonly #unsure = new Set<OpenDraft>();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(store: Store, words: QuoteWords, preferences: Preferences) {
    this.store = store;
    this.words = words;
    this.preferences = preferences;
  }

  get identities(): readonly OwnIdentity[] {
    return this.store.replica(this.store.ownAccountId).identities ?? [];
  }

  draft(id: string): OpenDraft | undefined {
    return this.drafts.find(({ draft }) => draft.id === id);
  }

  /** Opens what somebody wants to write; a draft that is open already comes to the front. */
  async open(intent: ComposeIntent, view: View = 'panel'): Promise<OpenDraft | undefined> {
    if (intent.kind === 'draft') {
      const there = this.drafts.find(({ draft }) => draft.serverId === intent.emailId);
      if (there) {
        if (intent.unscheduledFrom !== undefined) there.unscheduledFrom = intent.unscheduledFrom;
        this.bringUp(there, view);
        return there;
      }
    }
    this.#opening(1);
    try {
      if (!this.store.replica(this.store.ownAccountId).identities) await this.store.loadSettings(this.store.ownAccountId, 'Identity').catch((error: unknown) => this.store.failed(error));
      const { draft, files } = await this.#begin(intent);
      const upload = (open: OpenDraft): void => {
        for (const [id, file] of files) open.uploads.add(id, file);
      };
      if (intent.kind !== 'draft') return this.#add(draft, view, upload);
      const left = await this.#takeLeft(draft, view);
      if (intent.unscheduledFrom !== undefined) left?.set({ unscheduledFrom: intent.unscheduledFrom });
      return left ?? this.#add(draft, view, (open) => {
        open.unscheduledFrom = intent.unscheduledFrom;
        upload(open);
      });
    } catch (error) {
      this.store.failed(error);
      this.news?.onFailed(error);
      return undefined;
    } finally {
      this.#opening(-1);
    }
  }

  #begin(intent: ComposeIntent): Promise<Begun> {
    return begin(intent, { store: this.store, identities: this.identities, preferences: this.preferences, words: this.words });
  }

  #opening(by: number): void {
    this.opening += by;
    this.#changed();
  }

  #add(draft: Draft, view: View, prepare: (open: OpenDraft) => void = () => {}): OpenDraft {
    const open = new OpenDraft(draft, view, {
      store: this.store,
      tab: this.#page.id,
      identityOf: (id) => this.identities.find((one) => one.id === id) ?? this.identities[0],
      direction: () => this.words.direction,
      load: (accountId, emailId) => this.#begin({ kind: 'draft', accountId, emailId }),
      onAwaited: () => this.#changed(),
    });
    prepare(open);
    this.drafts.push(open);
    this.bringUp(open, view);
    void notedRefusals(this.store, draft.messageId).then((files) => files.length > 0 && open.refusedFiles.length === 0 && open.setRefused(files));
    return open;
  }

  /** Shows one; of the others those stay beside it that have room. */
  bringUp(open: OpenDraft, view: View = 'panel'): void {
    for (const other of this.drafts) if (other !== open && (other.view === 'panel' || other.view === 'large') && view !== 'minimised') other.show('minimised');
    open.show(view);
    this.#changed();
  }

  minimise(open: OpenDraft): void {
    open.show('minimised');
    this.#changed();
  }

  /** Puts it away: what is written stays, in Drafts as soon as the server has it. */
  async close(open: OpenDraft): Promise<void> {
    if (open.awaited.callOff() || open.isHeldBack) this.news?.onCalledOff();
    open.awaited.note(undefined);
    open.show('closed');
    this.#changed();
    if (open.isEmpty && open.draft.serverId === undefined) {
      this.#remove(open);
      open.setRefused([]);
      return open.forget();
    }
    await open.keep();
    await open.saveNow();
    await this.#putAway(open);
  }

  async #putAway(open: OpenDraft): Promise<void> {
    if (open.view !== 'closed' || open.phase !== 'writing') return;
    // A file that is not there yet, or a text that the server has not got, is not let go of.
    if (open.isSaved && open.uploads.count === 0) {
      this.#remove(open);
      await open.forget();
    } else if (open.save.kind === 'refused') {
      // Kept in this browser, and within reach.
      this.minimise(open);
      this.news?.onKeptHere(open.save.error);
    }
  }

  /** Throws it away, here and on the server. @returns what {@link restore} brings back */
  async discard(open: OpenDraft): Promise<Discarded> {
    const { accountId, serverId } = open.draft;
    const homes = serverId === undefined ? [] : Object.keys(this.store.replica(accountId).row(serverId)?.mailboxIds ?? {});
    open.awaited.callOff();
    const uncover = this.#cover(open);
    try {
      await open.clearLeftovers();
      const { draft, refusedFiles } = open;
      const { files } = open.uploads;
      this.#remove(open);
      await open.forget();
      open.setRefused([]);
      return { draft, files, refusedFiles, isInTrash: await throwAway(this.store, draft, homes) };
    } finally {
      uncover();
    }
  }

  /** Lists show no draft any more, whatever it is on the server until it is gone: a save that is on its way gives it another id. Ended by the function that is returned. */
  #cover(open: OpenDraft): () => void {
    const layers = new Map<string, () => void>();
    const lay = (): void => {
      const { accountId, serverId } = open.draft;
      if (serverId !== undefined && !layers.has(serverId)) layers.set(serverId, this.store.replica(accountId).lay(new Map([[serverId, { destroy: true as const }]])));
    };
    lay();
    const stop = this.store.signals.subscribe([open.signal], lay);
    return () => {
      stop();
      for (const takeOff of layers.values()) takeOff();
    };
  }

  /** Brings back what was thrown away, with its files. */
  async restore({ draft, files, refusedFiles, isInTrash }: Discarded): Promise<void> {
    // Before it is opened: it has to see itself among the drafts, or it would say that it was thrown away.
    const isBack = isInTrash ? takeOutOfTrash(this.store, draft) : undefined;
    const open = this.#add(isInTrash ? draft : { ...draft, serverId: undefined, savedRevision: -1 }, 'panel', (one) => {
      one.isTouched = true;
      for (const [id, file] of files) one.uploads.add(id, file);
    });
    open.setRefused(refusedFiles);
    // A save before that would take away what is being put back.
    await isBack;
    if (open.isSaved) await open.keep();
    else open.edit({});
  }

  #remove(open: OpenDraft): void {
    const at = this.drafts.indexOf(open);
    this.#unsure.delete(open);
    if (at >= 0) this.drafts.splice(at, 1);
    this.#changed();
  }

  // ── sending ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sends it now, or as soon as the server can be reached. The panel is gone at once; it comes back if the server refuses. */
  async send(open: OpenDraft, plan: SendPlan): Promise<void> {
    open.set({ phase: 'sending', plan, sendError: undefined, refusedAddresses: [], isHeldBack: false });
    // With files that wait for the network it may take its time.
    open.show(open.uploads.count > 0 ? 'minimised' : 'closed');
    this.#changed();
    await open.settled();
    await open.keep();
    const known = open.conflict;
    if (this.#unsure.has(open)) await this.#lookWhetherSent(open);
    await open.lookForChanges();
    if (isNews(open.conflict, known)) return this.#notSent(open, undefined);
    await this.#try(open, plan, this.#unsure.delete(open));
  }

  /** @param mayBeThere an earlier try ended without an answer */
  async #try(open: OpenDraft, plan: SendPlan, mayBeThere: boolean): Promise<void> {
    try {
      // After a reload without a network they are not known yet.
      if (!this.store.replica(this.store.ownAccountId).identities) await this.store.loadSettings(this.store.ownAccountId, 'Identity');
      const { identity } = open;
      if (!identity) return this.#notSent(open, new Error('There is no identity to send from.'));
      if (mayBeThere) {
        const { sent, leftovers } = await findSent(this.store, open.draft);
        if (sent) return await this.#sent(open, sent, plan);
        await this.#clear(open, leftovers);
      }
      await open.clearLeftovers();
      open.uploads.retryPassing();
      await open.uploads.settled();
      const sent = await this.#handIn(open, identity, plan);
      if (sent) await this.#sent(open, sent, plan);
      else this.#notSent(open, undefined);
    } catch (error) {
      const cause = error instanceof NotSent ? error.cause : error;
      this.store.failed(cause);
      if (error instanceof NotSent) {
        if (error.serverId !== open.draft.serverId) open.adoptServerId(error.serverId);
        open.set({ refusedAddresses: error.refusedAddresses });
      }
      if (isPassing(cause) || cause instanceof SignedOut) return this.#wait(open);
      this.#notSent(open, cause);
    }
  }

  /**
   * Never without a file that is nowhere any more: whoever wrote it has to know.
   * @returns undefined where it was changed or sent elsewhere at the same moment, which the draft says now
   */
  async #handIn(open: OpenDraft, identity: Identity, plan: SendPlan): Promise<Sent | undefined> {
    const known = open.conflict;
    for (let tries = 1; ; tries += 1) {
      if (lostFiles(open).length > 0) throw new NotSent(new SetFailed({ type: 'blobNotFound' }), open.draft.serverId);
      try {
        return await sendDraft(this.store, open.draft, identity, plan, this.words);
      } catch (error) {
        if (error instanceof OlderMoved && tries < mostFileTries) {
          await open.lookForChanges();
          if (isNews(open.conflict, known)) return undefined;
          continue;
        }
        if (!(error instanceof NotSent) || tries === mostFileTries || (await open.findFiles(error.cause)) === 'none') throw error;
      }
    }
  }

  /** One of an interrupted try takes the place of the draft; more there cannot be, unless others wrote them. */
  async #clear(open: OpenDraft, leftovers: readonly string[]): Promise<void> {
    if (open.draft.serverId !== undefined && !leftovers.includes(open.draft.serverId)) open.adoptServerId(leftovers[0]);
    else if (open.draft.serverId === undefined) open.adoptServerId(leftovers[0]);
  }

  async #sent(open: OpenDraft, sent: Sent, plan: SendPlan): Promise<void> {
    this.#failures = 0;
    const { answered } = open.draft;
    this.#remove(open);
    await open.forget();
    this.news?.onSent(open, sent, plan);
    if (answered) markOriginal(this.store, answered, sent.emailId);
  }

  #notSent(open: OpenDraft, error: unknown): void {
    open.set({ phase: 'writing', plan: undefined, sendError: error });
    void open.keep();
    this.bringUp(open);
    // What was sent elsewhere is not among the drafts again unless it is written on, or kept.
    if (open.conflict?.kind !== 'sent') void open.saveNow();
  }

  #wait(open: OpenDraft): void {
    const isNew = open.phase !== 'waiting';
    open.set({ phase: 'waiting' });
    open.show('minimised');
    void open.keep();
    this.#changed();
    if (isNew) this.news?.onQueued(open);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.resume(), Math.min(longestWaitMs, shortestWaitMs * 2 ** this.#failures++));
  }

  /** Tries everything again that waits: the network is back, or somebody has signed in. */
  resume(): void {
    clearTimeout(this.#retry);
    for (const open of [...this.drafts]) {
      void this.#goOn(open);
      if (open.phase !== 'waiting' || !open.plan) continue;
      const plan = open.plan;
      open.set({ phase: 'sending' });
      void this.#try(open, plan, true);
    }
    this.#changed();
  }

  /** A draft, or what was closed as one without a network. */
  async #goOn(open: OpenDraft): Promise<void> {
    if (this.#unsure.has(open)) {
      await this.#lookWhetherSent(open);
      if (open.conflict?.kind === 'sent') return;
    }
    open.retry();
    if (open.view !== 'closed') return;
    await open.saveNow();
    await this.#putAway(open);
  }

  /** Goes on writing what waits to be sent: it says that it leaves no more by itself, and is a draft on the server as soon as that is there. */
  async holdBack(open: OpenDraft): Promise<void> {
    const { phase, plan } = open;
    if (phase !== 'waiting') return;
    const sendAt = plan?.sendAt;
    open.set({ phase: 'writing', plan: undefined, ...(sendAt === undefined ? { isHeldBack: true } : { unscheduledFrom: sendAt }) });
    // Somebody wanted it to leave, even if nothing was written in it.
    open.isTouched = true;
    this.#unsure.add(open);
    await open.keep();
    this.bringUp(open);
    await this.#lookWhetherSent(open);
    if (open.conflict?.kind !== 'sent') await open.saveNow();
  }

  /** The last try may have reached the server after all. */
  async #lookWhetherSent(open: OpenDraft): Promise<void> {
    try {
      const { sent, leftovers } = await findSent(this.store, open.draft);
      if (!this.#unsure.delete(open)) return;
      if (sent) {
        // Nor is it among the drafts again.
        await open.settled();
        return open.set({ conflict: { kind: 'sent' }, isHeldBack: false });
      }
      if (leftovers[0] === undefined || leftovers.includes(open.draft.serverId ?? '')) return;
      open.adoptServerId(leftovers[0]);
      // It may lack what was written since.
      open.edit({});
    } catch (error) {
      this.store.failed(error);
    }
  }

  /** Undo of a sending. @param sendAt when it was to leave, where it had its time. @throws what {@link takeBack} does */
  async takeBack(draft: Draft, { emailId, submissionId }: Sent, sendAt: string | undefined): Promise<OpenDraft> {
    if (submissionId === undefined || emailId === undefined) throw new Error('Nothing is known of this sending.');
    await takeBack(this.store, draft.accountId, { submissionId, emailId });
    const again = await withFilesOf(this.store, { ...draft, serverId: emailId, savedRevision: draft.revision });
    return this.#add(again, 'panel', (open) => {
      open.unscheduledFrom = sendAt;
    });
  }

  // ── what was left ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Takes over what pages that are gone have left in this browser.
   * @param mayStand the page has room for a message beside what somebody has come for
   */
  async recover(mayStand: boolean): Promise<void> {
    await this.#takeOver(mayStand, () => true);
    this.resume();
  }

  /** The same after another page has gone: of what the server has all of nothing has to be seen here. */
  async recoverUnsaved(): Promise<void> {
    if (await this.#takeOver(false, isUnsaved)) this.resume();
  }

  /** @returns whether there was any */
  async #takeOver(mayStand: boolean, isWanted: (kept: KeptDraft) => boolean): Promise<boolean> {
    const taken = await navigator.locks.request(adoptionLock, async () => {
      const { left, entries } = await leftDrafts(this.store);
      const opened: OpenDraft[] = [];
      for (const kept of left) if (isWanted(kept)) opened.push(await this.#adopt(kept, entries, mayStand));
      return opened;
    });
    const below = taken.filter(({ isRecovered, view }) => isRecovered && view === 'minimised').length;
    if (below > 0) this.news?.onRecovered(below);
    return taken.length > 0;
  }

  /** What a page that is gone has written of this draft since the server was last given it, in place of what that has. It may have been found by now. */
  async #takeLeft(draft: Draft, view: View): Promise<OpenDraft | undefined> {
    const open = await navigator.locks.request(adoptionLock, async () => {
      const there = this.drafts.find(({ draft: one, isRecovered, conflict }) => one.serverId === draft.serverId || (isRecovered && conflict?.kind !== 'changed' && one.messageId === draft.messageId));
      if (there) return there;
      const { left, entries } = await leftDrafts(this.store);
      const kept = left.find((one) => goesBeyond(one, draft));
      return kept && this.#adopt(kept, entries, false);
    });
    if (!open) return undefined;
    await this.holdBack(open);
    this.bringUp(open, view);
    return open;
  }

  /** One by its local id, from another tab that has let go of it. */
  async adopt(id: string): Promise<OpenDraft | undefined> {
    const there = this.draft(id);
    if (there) return there;
    const entries = new Map((await this.store.database.entries<unknown>('drafts')).map(([key, value]) => [String(key), value]));
    const kept = entries.get(id) as KeptDraft | undefined;
    return kept && this.#adopt({ ...kept, view: 'page' }, entries, true);
  }

  async #adopt(kept: KeptDraft, entries: ReadonlyMap<string, unknown>, mayStand: boolean): Promise<OpenDraft> {
    // The address of the page and the recovery may both have found it.
    const there = this.draft(kept.draft.id);
    if (there) return there;
    const draft: Draft = { ...kept.draft, quote: kept.hasQuote ? (entries.get(`${kept.draft.id}/quote`) as Quote | undefined) : undefined };
    const isMoved = kept.view === 'page' && location.pathname.includes(draft.id);
    const open = this.#add(draft, isMoved ? 'page' : mayStand && this.#goesOn(kept) ? kept.view : 'minimised', (one) => {
      one.plan = kept.plan;
      one.unscheduledFrom = kept.unscheduledFrom;
      one.isHeldBack = kept.isHeldBack === true;
      one.phase = kept.plan ? 'waiting' : 'writing';
      one.isRecovered = !kept.plan && !isMoved;
      one.isTouched = true;
      if (kept.isAwaited === true) one.awaited.calledOff = 'pageLeft';
      for (const attachment of draft.attachments) {
        const file = entries.get(`${draft.id}/file/${attachment.id}`);
        if (attachment.blobId === undefined && file instanceof Blob) one.uploads.add(attachment.id, file, { keep: false });
      }
    });
    await open.keep();
    if (open.phase === 'writing') void open.clearLeftovers(true).then(() => open.saveNow());
    return open;
  }

  /** It was being written in this tab until the page was loaded again. Else it is put down: it would cover what somebody has come for, another day or in another tab. */
  #goesOn({ tab, view, draft, plan }: KeptDraft): boolean {
    if (plan || (view !== 'panel' && view !== 'large') || this.drafts.some((open) => open.view !== 'minimised' && open.view !== 'closed')) return false;
    return tab === this.#page.before && Date.now() - draft.changedAt < sittingMs;
  }

  /** Something is to leave that this page alone knows of. */
  get isAwaiting(): boolean {
    return this.drafts.some(({ awaited }) => awaited.plan !== undefined);
  }

  /** Hands a draft over to a tab of its own. */
  async moveOut(open: OpenDraft): Promise<string> {
    open.view = 'page';
    // What nobody has touched is not kept, else.
    open.isTouched = true;
    await open.settled();
    await open.keep();
    open.letGo();
    this.#remove(open);
    return open.draft.id;
  }

  /** All that is written is in this browser: the page may go. */
  keepAll(): void {
    for (const open of this.drafts) void open.keep();
  }

  /** Before the session ends. @returns whether the server has all that is written here */
  async saveAll(): Promise<boolean> {
    await Promise.all(this.drafts.map(async (open) => {
      await open.keep();
      await open.saveNow();
    }));
    return this.drafts.every((open) => (open.isEmpty && open.draft.serverId === undefined) || (open.isSaved && open.phase === 'writing' && open.uploads.count === 0));
  }

  #changed(): void {
    this.store.signals.changed(deskSignal, ...this.drafts.map(({ draft }) => draftSignal(draft.id)));
  }
}

/** What was heard just now, and is to be shown before anything is sent. */
const isNews = (conflict: Conflict | undefined, known: Conflict | undefined): boolean => conflict !== known && (conflict?.kind === 'changed' || conflict?.kind === 'sent');
