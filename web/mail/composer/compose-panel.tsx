/** One message while it is written: a dialog that leaves the rest of the page in use. */
import type { Editor } from '@tiptap/react';
import { ALargeSmall, EllipsisVertical, ExternalLink, ImagePlus, Maximize2, Minimize2, Minus, Paperclip, Trash2, X, ArrowLeft } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type MouseEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { giveKeys } from '../../app/held-keys.ts';
import { keyName } from '../../app/keys.ts';
import { composePath } from '../../app/paths.ts';
import type { Identity } from '../../../openapi/generated/jmap.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useSignals, useStore } from '../../store/index.ts';
import { subjectDirection } from '../../text/direction.ts';
import { useFormat, useText } from '../../text/index.ts';
import { announce } from '../../ui/announce.tsx';
import { useBackCloses } from '../../ui/back-closes.ts';
import { IconButton } from '../../ui/button.tsx';
import { AlertDialog } from '../../ui/dialog.tsx';
import { useWidth } from '../../ui/media.ts';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { Menu, MenuItem, MenuSection, MenuTrigger } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { AttachedLine } from './attached-line.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { isBlank } from './blank.ts';
import { bringAlong, pictureBytes } from './bring-along.ts';
import { ClosingView } from './closing-view.tsx';
import type { Priority } from '../priority.ts';
import { ComposeFields, type ComposeFieldsHandle } from './compose-fields.tsx';
import { ComposeNotices } from './compose-notices.tsx';
import styles from './compose-panel.module.css';
import type { Desk } from './desk.ts';
import { type DocNode, hasBlockedPictures } from './doc.ts';
import { textOfDoc } from './doc-text.ts';
import { type Attachment, type Quote, recipientsOf } from './draft.ts';
import { docOfHtml } from './editor/extensions.ts';
import { focusOwnEnd } from './editor/own-end.ts';
import { type Hint, hintsOf, hintsOfConflict } from './hints.ts';
import { listedFiles, lostPictures, withoutFile } from './lost-files.ts';
import { quoteText } from './message.ts';
import type { OpenDraft } from './open-draft.ts';
import { PlainEditor } from './plain-editor.tsx';
import { editableQuote } from './quote.ts';
import { QuoteView } from './quote-view.tsx';
import { RichEditor } from './rich-editor.tsx';
import { SaveStatus } from './save-status.tsx';
import { ScheduledDialog } from './scheduled-dialog.tsx';
import { holdUntil } from './schedule.ts';
import { AwaitedStatus, calledOffText } from './awaited-status.tsx';
import { SendButton } from './send-button.tsx';
import type { SendPlan } from './send.ts';
import { refusalText, type SendRefusal, sendRefusal } from './send-refusal.ts';
import { docOfSigned, partedAtSignature, signaturePlace, signed } from './signature.ts';
import { useServerLimits } from './server-limits.ts';
import { Toolbar } from './toolbar.tsx';
import { useAttaching } from './use-attaching.ts';
import { useCover } from './use-cover.ts';

export interface ComposePanelProps {
  readonly desk: Desk;
  readonly open: OpenDraft;
  /** It has been closed, sent or thrown away. */
  readonly onGone: () => void;
}

const hasOwnAddress = (): boolean => location.pathname.startsWith('/compose/');

export function ComposePanel({ desk, open, onGone }: ComposePanelProps) {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const width = useWidth();
  const id = useId();
  const { preferences } = usePreferences();
  useSignals([open.signal]);
  const { draft } = open;
  const limits = useServerLimits();
  const { attach, attachFrom, previews } = useAttaching(open, limits);
  const [editor, setEditor] = useState<Editor>();
  const [isFormatShown, setFormatShown] = useState(width !== 'phone');
  const [asked, setAsked] = useState<{ readonly hints: readonly Hint[]; readonly at: Date | undefined }>();
  const [refused, setRefused] = useState<SendRefusal>();
  const [isScheduledOpen, setScheduledOpen] = useState(false);
  const [isDropTarget, setDropTarget] = useState(false);
  const fields = useRef<ComposeFieldsHandle>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const picturePicker = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  const fileList = useRef<HTMLUListElement>(null);
  const before = useRef(document.activeElement);
  const isAnswer = draft.answered?.keyword === '$answered';
  // What comes back by itself after a reload leaves the focus to whoever writes somewhere meanwhile.
  const [isElsewhere] = useState(() => open.isRecovered && before.current?.matches('input, textarea, [contenteditable="true"]') === true);

  // Who opens it goes on where there is something to fill in; afterwards the focus goes back to where it came from.
  useEffect(() => {
    if (isElsewhere) return;
    if (!isAnswer && recipientsOf(open.draft).length === 0) fields.current?.focusTo();
    else if (!isAnswer && open.draft.subject === '') fields.current?.focusSubject();
    else if (open.draft.format === 'plain') {
      plain.current?.focus();
      plain.current?.setSelectionRange(0, 0);
    }
    if (panel.current?.contains(document.activeElement)) giveKeys();
    const cameFrom = before.current;
    return () => {
      if (cameFrom instanceof HTMLElement && cameFrom.isConnected) setTimeout(() => document.activeElement === document.body && cameFrom.focus(), 0);
    };
  }, [open, isAnswer, isElsewhere]);

  const close = useCallback(() => {
    fields.current?.commit();
    const { isReachable, isSignedOut } = store.connection;
    if (open.unscheduledFrom !== undefined) toast(t(isReachable && !isSignedOut ? 'composer.unscheduledKept' : 'composer.keptHereNotSent'), { durationMs: 8_000 });
    else if (open.awaited.plan === undefined && !open.isHeldBack && open.isTouched && !open.isEmpty) announce(t('composer.keptInDrafts'));
    void desk.close(open);
    onGone();
  }, [desk, open, onGone, store, t]);
  const isWhole = width === 'phone' || open.view === 'page';
  useBackCloses(isWhole, close, hasOwnAddress);
  useCover(panel, isWhole);

  const discard = useCallback(async () => {
    const isEmpty = open.isEmpty;
    onGone();
    const gone = await desk.discard(open);
    if (isEmpty) return;
    const action = { label: t('composer.discarded'), undo: () => desk.restore(gone) };
    store.undo.push(action);
    toast(t('composer.discarded'), { action: { label: t('ui.undo'), onPress: () => void store.undo.undo(action) } });
  }, [desk, open, onGone, store, t]);

  // Once mended it is gone, and not there again until Send is pressed again.
  const isMended = refused !== undefined && sendRefusal(open, limits) !== refused;
  useEffect(() => {
    if (isMended) setRefused(undefined);
  }, [isMended]);

  // ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  const refuse = (why: SendRefusal): void => {
    if (why === 'noRecipients' || why === 'invalidRecipients') fields.current?.focusTo();
    setRefused(why);
    // Each time, also where it stands there already.
    announce(refusalText(t, format, why, open, limits));
  };

  const send = async (at: Date | undefined, isSure = false): Promise<void> => {
    fields.current?.commit();
    const current = open.draft;
    const why = sendRefusal(open, limits);
    if (why) return refuse(why);
    const hints = isSure ? [] : [...hintsOfConflict(open.conflict), ...hintsOf(current)];
    if (hints.length > 0) return setAsked({ hints, at });
    const plan = { holdSeconds: preferences.undoSeconds, ...(at === undefined ? {} : { sendAt: holdUntil(at) }) };
    open.awaited.note(undefined);
    if (open.uploads.count === 0 && open.awaited.plan === undefined) return handIn(plan);
    const due = await open.awaited.settled(plan, open.uploads);
    if (due) {
      fields.current?.commit();
      const missing = sendRefusal(open, limits);
      if (!missing) return handIn(due);
      open.awaited.note('incomplete');
      refuse(missing);
    }
    // Put down meanwhile, it does not come up by itself: somebody may be writing something else.
    const { calledOff } = open.awaited;
    if (calledOff !== undefined && open.view === 'minimised') toast(calledOffText(t, calledOff), { kind: 'failed', durationMs: 12_000 });
  };

  const handIn = async (plan: SendPlan): Promise<void> => {
    onGone();
    await desk.send(open, plan);
  };
  const dontSend = (): void => {
    if (open.awaited.callOff()) announce(t('composer.notSent'));
    // The button has gone.
    bringFocusHome(focusText);
  };

  // ── the text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  // The formatting can be had back as long as nothing else has been written.
  const unformatted = useRef<{ readonly text: string; readonly quote: Quote | undefined; readonly takeAway: () => void }>(undefined);
  const isStillUnformatted = draft.format === 'plain' && draft.text === unformatted.current?.text && draft.quote === unformatted.current.quote;
  useEffect(() => {
    if (isStillUnformatted) return;
    unformatted.current?.takeAway();
    unformatted.current = undefined;
  }, [isStillUnformatted]);
  useEffect(() => () => unformatted.current?.takeAway(), []);
  const changeIdentity = async (identity: Identity): Promise<void> => {
    const place = signaturePlace(identity, preferences, open.draft.answered !== undefined);
    open.edit({ identityId: identity.id, ...(await signed(open.draft, open.identity, identity, place)) }, { isFromOutside: true });
  };
  const changeFormat = (): void => {
    if (draft.format === 'html') {
      const { doc, quote } = draft;
      const written = textOfDoc(doc);
      // Above a signature alone there is a line to write on.
      const text = written.startsWith('-- \n') ? `\n\n${written}` : written;
      open.edit({ format: 'plain', text }, { isFromOutside: true });
      const takeAway = toast(t('composer.nowPlain'), { action: { label: t('ui.undo'), onPress: () => open.edit({ format: 'html', doc }, { isFromOutside: true }) } });
      unformatted.current = { text, quote, takeAway };
    } else {
      open.edit({ format: 'html', doc: docOfSigned(draft.text), text: '' }, { isFromOutside: true });
    }
  };
  const openQuote = async (): Promise<void> => {
    const { quote, closing } = open.draft;
    if (!quote) return;
    if (open.draft.format === 'plain') {
      const [own, signature = closing?.text] = partedAtSignature(open.draft.text);
      open.edit({ text: [own, quoteText(quote), ...(signature ? [signature] : [])].join('\n\n'), quote: undefined, closing: undefined });
      return;
    }
    const { nodes: quoted } = await bringAlong((await docOfHtml(editableQuote(quote))).content ?? [], () => true, pictureBytes, attach);
    const written = open.draft.doc.content ?? [];
    const own = written.filter(({ type }) => type !== 'signature');
    const room: DocNode = { type: 'paragraph' };
    const above = own.at(-1)?.content ? [...own, room] : own;
    // Answers stand above the signature, the last of them below all that is quoted.
    const signatures = closing ? [closing.doc] : written.filter(({ type }) => type === 'signature');
    const content = [...above, ...quoted, room, ...signatures];
    open.edit({ doc: { ...open.draft.doc, content }, quote: undefined, closing: undefined, attachments: [...open.draft.attachments, ...quote.images] }, { isFromOutside: true });
    // The button that had the focus is gone.
    setTimeout(() => editor?.commands.focus(), 0);
  };
  const removeQuote = (): void => {
    const { quote } = draft;
    open.edit({ quote: undefined });
    if (draft.format === 'plain') plain.current?.focus();
    else editor?.commands.focus();
    toast(t('composer.quoteRemoved'), { action: { label: t('ui.undo'), onPress: () => open.edit({ quote }) } });
  };
  const addPictures = useCallback(
    (files: readonly File[], at?: number) => {
      const nodes = [...attach(files, { inText: true }).values()].map(({ cid, name }) => ({ type: 'image', attrs: { cid, alt: name } }));
      if (nodes.length > 0) editor?.chain().focus().insertContentAt(at ?? editor.state.selection.from, nodes).run();
    },
    [attach, editor],
  );
  const bringIn = useCallback(
    async (brought: readonly DocNode[]) => {
      const own = new Set(open.draft.attachments.map(({ cid }) => cid));
      const { nodes, lost } = await bringAlong(brought, (cid) => own.has(cid), (picture) => pictureBytes(picture, desk.drafts), attach);
      if (lost > 0) toast(t('composer.picturesNotPasted', { count: lost }), { kind: 'failed', durationMs: 12_000 });
      return nodes;
    },
    [desk, open, attach, t],
  );
  const showPictures = (): void => {
    editor?.commands.command(({ tr }) => {
      tr.doc.descendants((node, at) => {
        if (node.attrs['isBlocked'] === true) tr.setNodeAttribute(at, 'isBlocked', false);
      });
      tr.setMeta('addToHistory', false);
      return true;
    });
    // The notice goes with its button.
    bringFocusHome(focusText);
  };
  const focusText = (): void => {
    if (draft.format === 'plain') plain.current?.focus();
    else editor?.view.focus();
  };
  /** The button that took a file away has gone with it. */
  const focusFiles = (): void => bringFocusHome(() => {
    const next = panel.current?.querySelector<HTMLElement>(`[aria-label="${CSS.escape(t('composer.attachments'))}"] button`);
    if (next) next.focus();
    else focusText();
  });
  const removeFile = (file: Attachment): void => {
    open.uploads.cancel(file.id);
    void withoutFile(open.draft, file).then((change) => {
      open.edit(change, { isFromOutside: 'doc' in change });
      focusFiles();
    });
  };
  const removeRefused = (id: string): void => {
    open.setRefused(open.refusedFiles.filter((file) => file.id !== id));
    focusFiles();
  };
  /** What is typed next is meant for the message still. */
  const onMouseDown = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || !panel.current?.contains(event.target) || !isBlank(event.target, `.${styles.head}`)) return;
    event.preventDefault();
    if (!panel.current.contains(document.activeElement)) focusText();
  };

  // ── keys and files dropped ───────────────────────────────────────────────────────────────────────────────────────────────────────

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    // A menu or dialog of ours is in the page elsewhere, but its events come by here.
    if (!panel.current?.contains(event.target as Node)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  // Before the editor, for which the one is a line end, and which keeps the other to itself.
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing && event.target instanceof Element && event.target.closest('[contenteditable]') && panel.current?.contains(event.target)) {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    const key = keyName(event.nativeEvent);
    if ((key !== 'Ctrl+Enter' && key !== 'Ctrl+s') || event.nativeEvent.isComposing || !panel.current?.contains(event.target as Node)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Ctrl+Enter') return void send(undefined);
    // It is saved by itself; whoever presses this wants to be sure.
    fields.current?.commit();
    void open.saveNow();
  };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  const onDrop = (event: DragEvent): void => {
    setDropTarget(false);
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    attachFrom(event.dataTransfer);
  };

  const isPending = open.awaited.plan !== undefined;
  const awaitedStatus = <AwaitedStatus open={open} onCallOff={dontSend} />;
  const files = [...listedFiles(draft), ...lostPictures(open)];
  const inWords = (hint: Hint): string => (hint === 'manyRecipients' ? t('composer.hint.manyRecipients', { count: recipientsOf({ ...draft, bcc: [] }).length }) : t(`composer.hint.${hint}`));
  const title = draft.subject.trim() || t(isAnswer ? 'composer.titleReply' : draft.answered ? 'composer.titleForward' : 'composer.titleNew');
  return (
    <section
      ref={panel}
      role="dialog"
      aria-labelledby={`${id}-title`}
      className={styles.panel}
      data-view={isWhole ? 'page' : open.view}
      data-covers={isWhole || undefined}
      data-drop={isDropTarget || undefined}
      onMouseDown={onMouseDown}
      onKeyDown={onKeyDown}
      onKeyDownCapture={onKeyDownCapture}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDropTarget(true);
      }}
      onDragLeave={(event) => event.currentTarget.contains(event.relatedTarget as Node | null) || setDropTarget(false)}
      onDrop={onDrop}
      onPaste={(event) => {
        if (event.defaultPrevented || event.clipboardData.files.length === 0 || event.clipboardData.types.includes('text/html')) return;
        event.preventDefault();
        attachFrom(event.clipboardData);
      }}
    >
      <div className={styles.head}>
        {width === 'phone' && <IconButton icon={ArrowLeft} label={t('composer.close')} onPress={close} />}
        <h2 id={`${id}-title`} className={styles.title} dir={subjectDirection(title)}>
          {title}
        </h2>
        <SaveStatus open={open} />
        {!isWhole && (
          <>
            <IconButton icon={Minus} label={t('composer.minimise')} size="small" onPress={() => desk.minimise(open)} />
            <IconButton icon={open.view === 'large' ? Minimize2 : Maximize2} label={t(open.view === 'large' ? 'composer.smaller' : 'composer.larger')} size="small" onPress={() => desk.bringUp(open, open.view === 'large' ? 'panel' : 'large')} />
            <IconButton
              icon={ExternalLink}
              label={t('composer.ownTab')}
              size="small"
              unavailable={open.uploads.count > 0 ? t('composer.uploadsFirst') : undefined}
              onPress={() => {
                // Opened within the click, or the browser takes it for an advertisement.
                const tab = window.open('about:blank', '_blank');
                void desk.moveOut(open).then((draftId) => tab?.location.assign(composePath(draftId)));
              }}
            />
          </>
        )}
        {width !== 'phone' && <IconButton icon={X} label={t('composer.close')} shortcut={t('keys.named.Escape')} size="small" onPress={close} />}
        {width === 'phone' && <SendButton onSend={(at) => void send(at)} onShowScheduled={() => setScheduledOpen(true)} maxDelaySeconds={limits.maxDelayedSendSeconds} isPending={isPending} />}
      </div>
      {width === 'phone' && awaitedStatus}
      <div className={styles.body}>
        <ComposeFields
          ref={fields}
          open={open}
          identities={desk.identities}
          onIdentity={(identity) => void changeIdentity(identity)}
          onSubjectDone={focusText}
        />
        <ComposeNotices desk={desk} open={open} limits={limits} onDiscard={() => void discard()} onScheduleAgain={(at) => void send(at)} refused={isMended ? undefined : refused} onShowPictures={draft.format === 'html' && hasBlockedPictures(draft.doc) ? showPictures : undefined} />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a click below the text goes to its end; by keyboard one is there already */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
        <div
          className={styles.text}
          onClick={(event) => {
            if (event.target !== event.currentTarget) return;
            if (draft.format === 'plain') plain.current?.focus();
            else if (editor) focusOwnEnd(editor.view);
          }}
        >
          {draft.format === 'html' ? (
            <RichEditor open={open} isFocused={!isElsewhere && (isAnswer || (recipientsOf(draft).length > 0 && draft.subject !== ''))} onPictures={addPictures} onBroughtIn={bringIn} onReady={setEditor} previews={previews} />
          ) : (
            <PlainEditor ref={plain} open={open} />
          )}
          {draft.quote && <QuoteView quote={draft.quote} accountId={draft.accountId} onOpen={() => void openQuote()} onRemove={removeQuote} />}
          {draft.closing && <ClosingView closing={draft.closing} format={draft.format} onRemove={() => open.edit({ closing: undefined })} />}
        </div>
        <AttachmentList ref={fileList} open={open} files={files} onRemove={removeFile} onRemoveRefused={removeRefused} />
      </div>
      <AttachedLine open={open} files={files} list={fileList} />
      {draft.format === 'html' && isFormatShown && editor && <Toolbar editor={editor} />}
      {width !== 'phone' && awaitedStatus}
      <div className={styles.foot}>
        {width !== 'phone' && <SendButton onSend={(at) => void send(at)} onShowScheduled={() => setScheduledOpen(true)} maxDelaySeconds={limits.maxDelayedSendSeconds} isPending={isPending} />}
        {draft.format === 'html' && <IconButton icon={ALargeSmall} label={t(isFormatShown ? 'composer.hideFormatting' : 'composer.showFormatting')} placement="top" aria-pressed={isFormatShown} onPress={() => setFormatShown(!isFormatShown)} />}
        <IconButton icon={Paperclip} label={t('composer.attach')} placement="top" onPress={() => picker.current?.click()} />
        {draft.format === 'html' && <IconButton icon={ImagePlus} label={t('composer.insertPicture')} placement="top" onPress={() => picturePicker.current?.click()} />}
        <span className={styles.space} />
        <MenuTrigger>
          <IconButton icon={EllipsisVertical} label={t('composer.more')} placement="top" />
          <Menu
            placement="top end"
            onAction={(key) => {
              if (key === 'format') changeFormat();
              else if (key === 'scheduled') setScheduledOpen(true);
            }}
          >
            <MenuItem id="format">{t(draft.format === 'html' ? 'composer.toPlain' : 'composer.toRich')}</MenuItem>
            <MenuItem id="scheduled">{t('composer.showScheduled')}</MenuItem>
            <MenuSection
              title={t('composer.priority')}
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[draft.priority]}
              onSelectionChange={(keys) => open.edit({ priority: [...(keys as Set<string>)][0] as Priority })}
            >
              {(['high', 'normal', 'low'] as const).map((priority) => (
                <MenuItem key={priority} id={priority}>
                  {t(`composer.priorities.${priority}`)}
                </MenuItem>
              ))}
            </MenuSection>
          </Menu>
        </MenuTrigger>
        <IconButton icon={Trash2} label={t('composer.discard')} placement="top" onPress={() => void discard()} />
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('composer.attach')}
        onChange={({ currentTarget }) => {
          attach([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <input
        ref={picturePicker}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        aria-label={t('composer.insertPicture')}
        onChange={({ currentTarget }) => {
          addPictures([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      {isDropTarget && <div className={styles.drop}>{t('composer.dropHere')}</div>}
      {asked && (
        <AlertDialog
          title={t('composer.sendAnyway')}
          isOpen
          confirm={t(asked.hints.length === 1 ? `composer.sendWith.${asked.hints[0] as Hint}` : 'composer.sendWith.several')}
          cancel={t('composer.backToMessage')}
          startsOn="cancel"
          onCancel={() => {
            setAsked(undefined);
            if (asked.hints[0] === 'noSubject') setTimeout(() => fields.current?.focusSubject());
          }}
          onConfirm={() => {
            setAsked(undefined);
            void send(asked.at, true);
          }}
        >
          {asked.hints.length === 1 ? (
            <p>{inWords(asked.hints[0] as Hint)}</p>
          ) : (
            <ul className={styles.hints}>
              {asked.hints.map((hint) => (
                <li key={hint}>{inWords(hint)}</li>
              ))}
            </ul>
          )}
        </AlertDialog>
      )}
      {isScheduledOpen && <ScheduledDialog onClose={() => setScheduledOpen(false)} />}
    </section>
  );
}
