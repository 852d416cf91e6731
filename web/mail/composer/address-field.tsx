/** Recipients as pills: typed, pasted, completed, dragged from field to field. */
import { type DragEvent, type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { CircleAlert, Copy, Mail, Pencil, Trash2, Users } from 'lucide-react';
import type { RecipientSuggestion } from '../../../openapi/generated/jmap.ts';
import { useText } from '../../text/index.ts';
import { Address } from '../../ui/address.tsx';
import { announce } from '../../ui/announce.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { nameOf, ownName } from '../../ui/name-parts.ts';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { toast } from '../../ui/toast.tsx';
import { type AddressProblem, addressKey, addressText, hasSeparator, parseAddresses, problemOf, type Recipient, uniqueRecipients } from './addresses.ts';
import styles from './address-field.module.css';
import { useSuggestions } from './recipient-suggestions.ts';

export type FieldName = 'to' | 'cc' | 'bcc';

export interface AddressFieldHandle {
  focus(): void;
  /** Makes pills of what stands typed there. @returns all recipients then */
  commit(): readonly Recipient[];
}

export interface AddressFieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly value: readonly Recipient[];
  readonly onChange: (value: readonly Recipient[]) => void;
  /** Takes recipients out of here into another field. */
  readonly onMove: (recipients: readonly Recipient[], to: FieldName) => void;
  /** Addresses that the server refused. */
  readonly refused: readonly string[];
  /** Buttons at the end of the line. They come before the field in the order of Tab: who goes on from it wants the next field. */
  readonly end?: ReactNode;
  readonly ref?: Ref<AddressFieldHandle>;
}

const dragType = 'application/x-messagerie-recipient';
/** Of more pills than these the first are drawn: 5 000 would take seconds. */
const drawnAtOnce = 60;

interface Dragged {
  readonly from: FieldName;
  readonly recipient: Recipient;
}

export function AddressField({ name, label, value, onChange, onMove, refused, end, ref }: AddressFieldProps) {
  const t = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isResting, setResting] = useState(true);
  const [typed, setTyped] = useState('');
  const [isFocused, setFocused] = useState(false);
  const [isListWanted, setListWanted] = useState(true);
  const [active, setActive] = useState(0);
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const [isOver, setOver] = useState(false);
  const [menuAt, setMenuAt] = useState<number>();
  const menuTrigger = useRef<HTMLElement | null>(null);
  const chosen = new Set(value.map(({ email }) => addressKey(email)));
  const suggestions = useSuggestions(isFocused ? typed : '').filter(({ address }) => !chosen.has(addressKey(address)));
  const isOpen = isFocused && isListWanted && typed.trim() !== '' && suggestions.length > 0;
  const current = Math.min(active, suggestions.length - 1);

  const add = (recipients: readonly Recipient[]): readonly Recipient[] => {
    const all = uniqueRecipients([...value, ...recipients]);
    if (all.length !== value.length) onChange(all);
    setTyped('');
    setActive(0);
    return all;
  };
  const commit = (): readonly Recipient[] => (typed.trim() === '' ? value : add(parseAddresses(typed)));
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus(), commit }));

  const choose = ({ address, name: person }: RecipientSuggestion): void => {
    add([{ name: person ?? '', email: address }]);
    announce(t('composer.added', { name: person ?? address }));
    input.current?.focus();
  };
  const type = (text: string): void => {
    setListWanted(true);
    setActive(0);
    if (hasSeparator(text) && text.trim().length > 1) add(parseAddresses(text));
    else setTyped(text);
  };
  const removeAt = (at: number): void => {
    const gone = value[at];
    onChange(value.filter((_, index) => index !== at));
    if (gone) announce(t('composer.removed', { name: gone.name || gone.email }));
  };
  const editAt = (at: number): void => {
    const recipient = value[at];
    if (!recipient) return;
    onChange(value.filter((_, index) => index !== at));
    setTyped(addressText(recipient));
  };
  const focusPill = (at: number): void => {
    const pills = list.current?.querySelectorAll<HTMLElement>('[data-pill]');
    pills?.[Math.min(at, (pills?.length ?? 0) - 1)]?.focus();
  };

  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    if (isOpen && (key === 'ArrowDown' || key === 'ArrowUp')) {
      event.preventDefault();
      setActive((current + (key === 'ArrowDown' ? 1 : -1) + suggestions.length) % suggestions.length);
    } else if (isOpen && (key === 'Enter' || key === 'Tab') && !event.shiftKey && !event.ctrlKey && suggestions[current]) {
      // Who has typed a whole address means that one.
      if (key === 'Tab' && problemOf(typed.trim()) === undefined) return void commit();
      event.preventDefault();
      choose(suggestions[current]);
    } else if (isOpen && key === 'Escape') {
      event.stopPropagation();
      setListWanted(false);
    } else if (key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      commit();
    } else if (key === ' ' && problemOf(typed.trim()) === undefined && typed.trim() !== '') {
      event.preventDefault();
      commit();
    } else if (typed === '' && value.length > 0 && (key === 'Backspace' || key === backKey(input.current))) {
      event.preventDefault();
      setDrawn(Math.max(drawn, value.length > 500 ? drawn : value.length));
      focusPill(value.length - 1);
    }
  };
  const onPillKey = (event: KeyboardEvent<HTMLElement>, at: number): void => {
    const back = backKey(event.currentTarget);
    const forth = back === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    if (event.key === back) focusPill(Math.max(0, at - 1));
    else if (event.key === forth) {
      if (at + 1 < Math.min(drawn, value.length)) focusPill(at + 1);
      else input.current?.focus();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      removeAt(at);
      if (at === 0) input.current?.focus();
      else focusPill(at - 1);
    } else if (event.key === 'Enter' || event.key === ' ') openMenu(event.currentTarget, at);
    else if (event.key === 'Home') focusPill(0);
    else if (event.key === 'End') input.current?.focus();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') void copy(at);
    else {
      // Who types or pastes goes on writing recipients: what the key does is left to it, in the field.
      if (isTyped(event)) input.current?.focus();
      return;
    }
    event.preventDefault();
  };
  const openMenu = (pill: HTMLElement, at: number): void => {
    menuTrigger.current = pill;
    setMenuAt(at);
  };
  const copy = async (at: number): Promise<void> => {
    const recipient = value[at];
    if (!recipient) return;
    await navigator.clipboard.writeText(addressText(recipient)).then(
      () => toast(t('composer.copied')),
      () => {},
    );
  };
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    const text = event.dataTransfer.getData(dragType);
    if (text === '') return;
    event.preventDefault();
    const { from, recipient } = JSON.parse(text) as Dragged;
    if (from !== name) onMove([recipient], name);
  };

  /** The focus has left for good; a press that took it away ends where it began first, since what stands below may move up. */
  const rest = (): void => {
    const onRelease = () => {
      removeEventListener('pointerup', onRelease);
      removeEventListener('pointercancel', onRelease);
      setTimeout(() => setResting(!content.current?.contains(document.activeElement)), 0);
    };
    if (document.querySelector(':active') === null) return void onRelease();
    addEventListener('pointerup', onRelease);
    addEventListener('pointercancel', onRelease);
  };
  useEffect(() => {
    if (isResting && content.current) content.current.scrollTop = 0;
  }, [isResting]);

  const hidden = value.length - drawn;
  const others = (['to', 'cc', 'bcc'] as const).filter((field) => field !== name);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: see below
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the pills goes to the field; a drop has its way by keyboard in the pill's menu
    <div
      className={styles.field}
      data-over={isOver || undefined}
      onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {end !== undefined && <div className={styles.end}>{end}</div>}
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
      <div
        ref={content}
        className={styles.content}
        data-rests={(isResting && value.length > 0 && typed === '') || undefined}
        onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
        onFocus={() => setResting(false)}
        onBlur={({ relatedTarget }) => content.current?.contains(relatedTarget as Node | null) || rest()}
      >
        {value.length > 0 && (
          <ul ref={list} role="list" className={styles.pills} aria-label={t('composer.recipientsOf', { field: label })}>
            {value.slice(0, drawn).map((recipient, at) => (
              <Pill
                key={addressKey(recipient.email)}
                recipient={recipient}
                isRefused={refused.some((email) => addressKey(email) === addressKey(recipient.email))}
                isExpanded={menuAt === at}
                onKey={(event) => onPillKey(event, at)}
                onPress={(pill) => openMenu(pill, at)}
                onDragStart={(event) => {
                  event.dataTransfer.setData(dragType, JSON.stringify({ from: name, recipient } satisfies Dragged));
                  event.dataTransfer.setData('text/plain', addressText(recipient));
                  event.dataTransfer.effectAllowed = 'move';
                }}
              />
            ))}
            {hidden > 0 && (
              <li>
                <button type="button" className={styles.more} onClick={() => setDrawn(drawn + 200)}>
                  {t('composer.moreRecipients', { count: hidden })}
                </button>
              </li>
            )}
          </ul>
        )}
        <input
          ref={input}
          id={id}
          className={styles.input}
          dir="auto"
          type="text"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen ? `${id}-${current}` : undefined}
          value={typed}
          onChange={({ target }) => type(target.value)}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text/plain');
            if (!hasSeparator(text.trim()) && problemOf(text.trim()) !== undefined) return;
            event.preventDefault();
            add(parseAddresses(typed + text));
          }}
          onKeyDown={onKey}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            commit();
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the focus stays in the field, which names the active option */}
      <ul id={`${id}-list`} role="listbox" aria-label={t('composer.suggestions')} className={styles.list} hidden={!isOpen}>
        {isOpen &&
          suggestions.map((suggestion, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard it is chosen in the field
            <li
              key={suggestion.address}
              id={`${id}-${at}`}
              // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: see above
              role="option"
              aria-selected={at === current}
              className={styles.option}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(at)}
              onClick={() => choose(suggestion)}
            >
              {suggestion.kind === 'group' ? (
                <span className={styles.group}>
                  <Icon of={Users} size={18} />
                </span>
              ) : (
                <Avatar name={suggestion.name ?? suggestion.address} size={32} />
              )}
              <span className={styles.person}>
                <span className={styles.personName} dir="auto">
                  {suggestion.name ?? suggestion.address}
                </span>
                {suggestion.name !== null && <Address address={suggestion.address} className={styles.personAddress} />}
              </span>
              {suggestion.kind !== 'contact' && <span className={styles.kind}>{t(`composer.kind.${suggestion.kind}`)}</span>}
            </li>
          ))}
      </ul>
      <Menu
        aria-label={t('composer.recipient')}
        autoFocus="first"
        popover={{ isOpen: menuAt !== undefined, onOpenChange: (open) => open || setMenuAt(undefined), triggerRef: menuTrigger }}
        onAction={(action) => {
          const at = menuAt ?? -1;
          const recipient = value[at];
          setMenuAt(undefined);
          if (!recipient) return;
          if (action === 'edit') editAt(at);
          else if (action === 'copy') void copy(at);
          else if (action === 'remove') removeAt(at);
          else onMove([recipient], action as FieldName);
          // Its pill may be gone; as long as the menu is there nothing else takes the focus.
          if (action !== 'copy') bringFocusHome(() => input.current?.focus());
        }}
      >
        <MenuItem id="edit" icon={Pencil}>
          {t('composer.editAddress')}
        </MenuItem>
        <MenuItem id="copy" icon={Copy}>
          {t('composer.copyAddress')}
        </MenuItem>
        <MenuItem id={others[0] as string} icon={Mail}>
          {t(`composer.moveTo.${others[0] as FieldName}`)}
        </MenuItem>
        <MenuItem id={others[1] as string} icon={Mail}>
          {t(`composer.moveTo.${others[1] as FieldName}`)}
        </MenuItem>
        <MenuItem id="remove" icon={Trash2}>
          {t('composer.removeAddress')}
        </MenuItem>
      </Menu>
    </div>
  );
}

interface PillProps {
  readonly recipient: Recipient;
  readonly isRefused: boolean;
  readonly isExpanded: boolean;
  readonly onKey: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onPress: (pill: HTMLElement) => void;
  readonly onDragStart: (event: DragEvent) => void;
}

function Pill({ recipient, isRefused, isExpanded, onKey, onPress, onDragStart }: PillProps) {
  const t = useText();
  const problem = problemOf(recipient.email);
  const what = isRefused ? t('composer.refusedAddress') : problem && problemText(t, problem);
  const shown = nameOf(recipient);
  return (
    <li draggable onDragStart={onDragStart}>
      {/* What can be dragged is no button in Firefox. */}
      <span
        data-pill
        role="button"
        tabIndex={-1}
        aria-haspopup="menu"
        aria-expanded={isExpanded}
        className={styles.pill}
        data-wrong={what === undefined ? undefined : true}
        title={what ?? addressText(recipient)}
        onClick={({ currentTarget }) => onPress(currentTarget)}
        onKeyDown={onKey}
      >
        {what !== undefined && <Icon of={CircleAlert} size={14} />}
        {ownName(recipient) === '' ? <Address address={shown} className={styles.pillName} /> : <span className={styles.pillName} dir="auto">{shown}</span>}
        {what !== undefined && <span className="visually-hidden">{what}</span>}
      </span>
    </li>
  );
}

export function problemText(t: ReturnType<typeof useText>, problem: AddressProblem): string {
  return t(`composer.problem.${problem}`);
}

/** A character, the first key of one that is composed, or a paste. */
function isTyped({ key, ctrlKey, metaKey, altKey, nativeEvent }: KeyboardEvent): boolean {
  if (nativeEvent.isComposing || key === 'Process' || key === 'Dead') return true;
  if (ctrlKey && altKey) return key.length === 1; // AltGr
  return ctrlKey || metaKey ? key.toLowerCase() === 'v' : key.length === 1;
}

/** The arrow towards the beginning of the line. */
function backKey(element: Element | null): 'ArrowLeft' | 'ArrowRight' {
  return element?.ownerDocument.documentElement.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
}
