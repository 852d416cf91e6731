/** The text with formatting. */
import { DOMParser, Fragment, Slice } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { useEffect, useRef } from 'react';
import { keyName } from '../../app/keys.ts';
import { downloadUrl } from '../../jmap/blobs.ts';
import { useLanguage, useText } from '../../text/index.ts';
import type { DocNode } from './doc.ts';
import { extensionsOf } from './editor/extensions.ts';
import { focusOwnEnd, signatureAt } from './editor/own-end.ts';
import { buildOfficeLists, markOfficeLists } from './editor/paste.ts';
import { sliceOfText } from './editor/paste-text.ts';
import { isPictureAlone } from './editor/picture-alone.ts';
import { mailWindowReady, safeBodyNow } from './mail-window.ts';
import type { OpenDraft } from './open-draft.ts';
import styles from './rich-editor.module.css';

export interface RichEditorProps {
  readonly open: OpenDraft;
  /** The writer begins here. */
  readonly isFocused: boolean;
  /** Pictures that were pasted or dropped into the text; `at` is the place in it. */
  readonly onPictures: (files: readonly File[], at: number) => void;
  /** What is pasted or dropped, with its pictures as files of the draft. */
  readonly onBroughtIn: (nodes: readonly DocNode[]) => Promise<readonly DocNode[]>;
  /** Called without one when it is gone. */
  readonly onReady: (editor: Editor | undefined) => void;
  /** Where pictures that are not on the server yet are seen. */
  readonly previews: ReadonlyMap<string, string>;
}

export function RichEditor({ open, isFocused, onPictures, onBroughtIn, onReady, previews }: RichEditorProps) {
  const t = useText();
  const { direction } = useLanguage();
  const latest = useRef({ onPictures, onBroughtIn, previews });
  latest.current = { onPictures, onBroughtIn, previews };
  const turn = useRef(open.textTurn);

  const storedAt = (cid: string): string | undefined => {
    const picture = open.draft.attachments.find((one) => one.cid === cid);
    return picture?.blobId ? downloadUrl(open.draft.accountId, picture.blobId, picture.name, picture.type) : undefined;
  };
  /** At once, unless bytes have to come from the server. */
  const bringIn: BringIn = (view, slice) => {
    if (!holdsPicture(slice)) return insert(view, slice);
    const { content, openStart, openEnd } = slice;
    void latest.current.onBroughtIn(content.toJSON() as DocNode[]).then((nodes) => view.isDestroyed || insert(view, new Slice(Fragment.fromJSON(view.state.schema, nodes), openStart, openEnd)));
    return true;
  };

  const editor = useEditor({
    extensions: extensionsOf({
      direction,
      placeholder: t('composer.placeholder'),
      addressOf: (cid) => latest.current.previews.get(cid) ?? storedAt(cid),
      storedAt,
    }),
    content: open.draft.doc as object,
    injectCSS: false,
    // What is pasted stays as it is: `__name__` is not meant to be bold.
    // What somebody types stays: 3 * 12 + 2 * 15 is no emphasis, nor is __init__, nor "# 12" a heading.
    enableInputRules: ['bulletList', 'orderedList'],
    enablePasteRules: ['link'],
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': t('composer.body'), class: styles.text ?? '', dir: direction },
      handleDOMEvents: {
        // Below the signature, or between it and the text: nobody means to write there.
        mousedown: (view, event) => {
          if (event.button !== 0 || event.shiftKey || event.target !== view.dom || signatureAt(view.state.doc) === undefined) return false;
          event.preventDefault();
          focusOwnEnd(view);
          return true;
        },
      },
      // Where the browser goes there by itself right after the focus has come, the editor takes it back to where it was.
      handleKeyDown: (view, event) => {
        if (keyName(event) !== 'Ctrl+Home' || event.shiftKey) return false;
        view.dispatch(view.state.tr.setSelection(Selection.atStart(view.state.doc)).scrollIntoView());
        return true;
      },
      clipboardTextParser: (text, $context, _isPlain, view) => sliceOfText(text, view.state.schema, $context.marks()),
      // Read here in any case, before anybody is asked: foreign HTML has its own way.
      transformPastedHTML: (html) => (isForeign(html) ? '' : html),
      handlePaste: (view, event, slice) => {
        const files = picturesOf(event.clipboardData);
        const html = event.clipboardData?.getData('text/html') ?? '';
        if (files.length > 0 && isPictureAlone(html)) {
          latest.current.onPictures(files, view.state.selection.from);
          return true;
        }
        // A copied piece of a page or a sheet brings its picture along; its text is what is meant.
        if (isForeign(html)) return pasteHtml(view, html, bringIn);
        if (html !== '' || files.length === 0) return (isLong(slice) || holdsPicture(slice)) && bringIn(view, slice);
        latest.current.onPictures(files, view.state.selection.from);
        return true;
      },
      handleDrop: (view, event, slice, isMoved) => {
        const files = picturesOf(event.dataTransfer);
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from;
        const html = isMoved ? '' : (event.dataTransfer?.getData('text/html') ?? '');
        if (isForeign(html)) {
          view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at))));
          return pasteHtml(view, html, bringIn);
        }
        if (!isMoved && files.length === 0 && (isLong(slice) || holdsPicture(slice))) {
          view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at))));
          return bringIn(view, slice);
        }
        if (isMoved || files.length === 0 || files.length !== event.dataTransfer?.files.length) return false;
        event.preventDefault();
        event.stopPropagation();
        latest.current.onPictures(files, at);
        return true;
      },
    },
    onUpdate: ({ editor: { state } }) => open.edit({ doc: state.doc.toJSON() as DocNode }),
  });

  const isFocusedFirst = useRef(isFocused);
  useEffect(() => {
    onReady(editor);
    // Not by the editor's command, which waits for the next frame: the first keys would go elsewhere.
    if (isFocusedFirst.current) editor.view.focus();
    // What somebody may paste is cleaned there.
    mailWindowReady()?.catch(() => {});
    return () => onReady(undefined);
  }, [editor, onReady]);

  // The text was changed elsewhere: a signature of another identity, a quote that was opened.
  useEffect(() => {
    if (turn.current === open.textTurn) return;
    turn.current = open.textTurn;
    // Undo must not take it back: what was a quote of its own before would be lost.
    editor.chain().setMeta('addToHistory', false).setContent(open.draft.doc as object, { emitUpdate: false }).run();
  }, [editor, open, open.textTurn]);

  return <EditorContent editor={editor} className={styles.editor} />;
}

type BringIn = (view: EditorView, slice: Slice) => true;

/** Not copied out of an editor like ours. */
const isForeign = (html: string): boolean => html !== '' && !html.includes('data-pm-slice');

/** HTML of other programs is read in the window that it is cleaned in: in this page the policy takes all styles from it, and with them what was bold or coloured. */
function pasteHtml(view: EditorView, html: string, bringIn: BringIn): true {
  const waiting = mailWindowReady();
  if (waiting) {
    waiting.then(
      () => view.isDestroyed || pasteHtml(view, html, bringIn),
      () => {},
    );
    return true;
  }
  const body = safeBodyNow(markOfficeLists(html));
  if (!body) return true;
  buildOfficeLists(body);
  for (const picture of body.querySelectorAll('img[src]')) picture.setAttribute('src', behindServer(picture.getAttribute('src') ?? ''));
  const { content } = DOMParser.fromSchema(view.state.schema).parseSlice(body, { context: view.state.selection.$from });
  // Tables stay whole.
  return bringIn(view, Slice.maxOpen(content, false));
}

/** Addresses in it become links, unless it is so long that looking for them would keep the page busy for minutes. */
function insert(view: EditorView, slice: Slice): true {
  const tr = view.state.tr.replaceSelection(slice).scrollIntoView();
  view.dispatch(isLong(slice) ? tr.setMeta('preventAutolink', true) : tr.setMeta('paste', true).setMeta('uiEvent', 'paste'));
  return true;
}

/** Where a picture lies that was copied out of a message: that was shown by way of this server, which nobody else may ask. */
function behindServer(src: string): string {
  const start = `${location.origin}/api/v1/images?`;
  return src.startsWith(start) ? (new URLSearchParams(src.slice(start.length)).get('url') ?? src) : src;
}

function holdsPicture({ content }: Slice): boolean {
  let holds = false;
  content.descendants(({ type }) => {
    holds ||= type.name === 'image';
    return !holds;
  });
  return holds;
}

const isLong = ({ content }: Slice): boolean => content.size > 100_000;

function picturesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter(({ type }) => /^image\/(?:png|jpeg|gif|webp)$/.test(type));
}
