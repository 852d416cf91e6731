/** Formatting. Arrow keys go from button to button; each says whether it is on. */
import { type Editor, useEditorState } from '@tiptap/react';
import { Bold, Eraser, Heading, Italic, Link, List, ListOrdered, Palette, PilcrowLeft, PilcrowRight, Quote, Redo2, Strikethrough, Type, Underline, Undo2 } from 'lucide-react';
import { type ReactElement, type SyntheticEvent, useEffect, useState } from 'react';
import { Toolbar as AriaToolbar } from 'react-aria-components/Toolbar';
import { keyName } from '../../app/keys.ts';
import { useText } from '../../text/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import type { LucideIcon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import type { Dir } from '../../text/direction.ts';
import { type ColourName, colours, type Size, sizes } from './editor/marks.ts';
import styles from './toolbar.module.css';

export function Toolbar({ editor }: { readonly editor: Editor }) {
  const t = useText();
  const [isLinkOpen, setLinkOpen] = useState(false);
  const on = useEditorState({
    editor,
    selector: ({ editor: { isActive, can, state } }) => ({
      bold: isActive.call(editor, 'bold'),
      italic: isActive.call(editor, 'italic'),
      underline: isActive.call(editor, 'underline'),
      strike: isActive.call(editor, 'strike'),
      heading: isActive.call(editor, 'heading'),
      bulletList: isActive.call(editor, 'bulletList'),
      orderedList: isActive.call(editor, 'orderedList'),
      blockquote: isActive.call(editor, 'blockquote'),
      link: isActive.call(editor, 'link'),
      canUndo: !editor.isDestroyed && can.call(editor).undo(),
      canRedo: !editor.isDestroyed && can.call(editor).redo(),
      dir: (state.selection.$from.node(state.selection.$from.depth).attrs['dir'] ?? null) as Dir | null,
    }),
  });
  useEffect(() => {
    const { dom } = editor.view;
    const onKey = (event: KeyboardEvent): void => {
      if (keyName(event) !== 'Ctrl+k') return;
      event.preventDefault();
      setLinkOpen(true);
    };
    dom.addEventListener('keydown', onKey);
    return () => dom.removeEventListener('keydown', onKey);
  }, [editor]);
  const chain = () => editor.chain().focus();
  const toggle = (icon: LucideIcon, label: string, isOn: boolean, onPress: () => void, shortcut?: string): ReactElement => (
    <IconButton icon={icon} label={label} size="small" placement="top" aria-pressed={isOn} shortcut={shortcut} onPress={onPress} className={styles.button} />
  );

  return (
    <>
      <AriaToolbar
        aria-label={t('composer.formatting')}
        className={styles.toolbar ?? ''}
        // Whoever presses one goes on writing: the focus stays in the text. With it, the row would also go back to the button that was used last.
        onMouseDownCapture={(event) => isWithin(event) && event.preventDefault()}
      >
        <IconButton icon={Undo2} label={t('composer.undoText')} size="small" placement="top" isDisabled={!on.canUndo} onPress={() => chain().undo().run()} shortcut="Ctrl+Z" />
        <IconButton icon={Redo2} label={t('composer.redoText')} size="small" placement="top" isDisabled={!on.canRedo} onPress={() => chain().redo().run()} />
        <span className={styles.gap} />
        <MenuTrigger>
          <IconButton icon={Type} label={t('composer.size')} size="small" placement="top" />
          <Menu placement="top start" onAction={(size) => (size === 'normal' ? chain().unsetMark('size').run() : chain().setMark('size', { value: size as Size }).run())}>
            {sizes.map((size) => (
              <MenuItem key={size} id={size}>
                {t(`composer.sizes.${size}`)}
              </MenuItem>
            ))}
          </Menu>
        </MenuTrigger>
        {toggle(Bold, t('composer.bold'), on.bold, () => chain().toggleBold().run(), 'Ctrl+B')}
        {toggle(Italic, t('composer.italic'), on.italic, () => chain().toggleItalic().run(), 'Ctrl+I')}
        {toggle(Underline, t('composer.underline'), on.underline, () => chain().toggleUnderline().run(), 'Ctrl+U')}
        {toggle(Strikethrough, t('composer.strike'), on.strike, () => chain().toggleStrike().run())}
        <MenuTrigger>
          <IconButton icon={Palette} label={t('composer.colour')} size="small" placement="top" />
          <Menu placement="top start" onAction={(name) => (name === 'none' ? chain().unsetMark('colour').run() : chain().setMark('colour', { value: colours[name as ColourName] }).run())}>
            <MenuItem id="none">{t('composer.colours.none')}</MenuItem>
            {(Object.keys(colours) as ColourName[]).map((name) => (
              <MenuItem key={name} id={name} textValue={t(`composer.colours.${name}`)}>
                <span className={styles.colour}>
                  <span className={styles.swatch} data-colour={name} />
                  {t(`composer.colours.${name}`)}
                </span>
              </MenuItem>
            ))}
          </Menu>
        </MenuTrigger>
        <span className={styles.gap} />
        {toggle(Heading, t('composer.heading'), on.heading, () => chain().toggleHeading({ level: 2 }).run())}
        {toggle(List, t('composer.bulletList'), on.bulletList, () => chain().toggleBulletList().run(), 'Ctrl+Shift+8')}
        {toggle(ListOrdered, t('composer.orderedList'), on.orderedList, () => chain().toggleOrderedList().run(), 'Ctrl+Shift+7')}
        {toggle(Quote, t('composer.quote'), on.blockquote, () => chain().toggleBlockquote().run())}
        {toggle(Link, t('composer.link'), on.link, () => setLinkOpen(true), 'Ctrl+K')}
        <span className={styles.gap} />
        {toggle(PilcrowRight, t('composer.leftToRight'), on.dir === 'ltr', () => chain().setDirection('ltr').run())}
        {toggle(PilcrowLeft, t('composer.rightToLeft'), on.dir === 'rtl', () => chain().setDirection('rtl').run())}
        <IconButton icon={Eraser} label={t('composer.clearFormat')} size="small" placement="top" onPress={() => chain().unsetAllMarks().clearNodes().run()} />
      </AriaToolbar>
      {isLinkOpen && <LinkDialog editor={editor} onClose={() => setLinkOpen(false)} />}
    </>
  );
}

/** Not in one of its menus, which stand elsewhere in the page. */
const isWithin = ({ currentTarget, target }: SyntheticEvent): boolean => target instanceof Node && currentTarget.contains(target);

function LinkDialog({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const t = useText();
  const before = String(editor.getAttributes('link')['href'] ?? '');
  const [address, setAddress] = useState(before);
  const [error, setError] = useState<string>();
  const done = (): void => {
    onClose();
    setTimeout(() => editor.commands.focus(), 0);
  };
  const set = (): void => {
    const href = hrefOf(address);
    if (href === undefined) {
      setError(t('composer.linkWrong'));
      return;
    }
    const chain = editor.chain().extendMarkRange('link');
    if (editor.state.selection.empty && before === '') chain.insertContent({ type: 'text', text: address.trim(), marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
    done();
  };
  return (
    <Dialog
      title={t('composer.link')}
      isOpen
      onClose={done}
      size="small"
      actions={
        <>
          {before !== '' && (
            <Button
              onPress={() => {
                editor.chain().extendMarkRange('link').unsetLink().run();
                done();
              }}
            >
              {t('composer.linkRemove')}
            </Button>
          )}
          <Button kind="primary" onPress={set}>
            {t('composer.linkSet')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('composer.linkAddress')}
        dir="ltr"
        type="url"
        autoFocus
        value={address}
        onChange={(value) => {
          setAddress(value);
          setError(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') set();
          else event.continuePropagation();
        }}
        error={error}
      />
    </Dialog>
  );
}

/** What was typed as an address that can be followed; undefined where it is none. */
function hrefOf(text: string): string | undefined {
  const plain = text.trim();
  if (/^[^\s@:/]+@[^\s@]+\.[^\s@]+$/.test(plain)) return `mailto:${plain}`;
  const whole = /^(?:https?|mailto|tel):/i.test(plain) ? plain : `https://${plain}`;
  return /\s/.test(plain) || plain === '' || !URL.canParse(whole) ? undefined : whole;
}
