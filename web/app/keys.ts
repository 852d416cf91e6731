/** Keys: one listener for the page, and handlers of the components that are there. */
import { type RefObject, useEffect, useRef } from 'react';
import { holdKey } from './held-keys.ts';
import { type Shortcut, type ShortcutName, shortcuts } from './shortcuts.ts';

/**
 * Handlers by what they do. Those in whose element the focus is get a key first, then who registered last; by returning false they leave it to the next.
 */
export type Handlers = { readonly [Name in ShortcutName]?: (event: KeyboardEvent) => unknown };

export interface Registered {
  /** As they were last given. */
  current: Handlers;
  readonly within: RefObject<HTMLElement | null> | undefined;
}

const registered: Registered[] = [];
const sequenceMs = 1_200;
let isOn = true;
let first: { readonly key: string; readonly at: number } | undefined;

/** Does these on their keys for as long as the component is there. @param within the element whose keys they are before others' */
export function useShortcuts(handlers: Handlers, within?: RefObject<HTMLElement | null>): void {
  const entry = useRef<Registered>({ current: handlers, within }).current;
  entry.current = handlers;
  useEffect(() => register(entry), [entry]);
}

/** Has these handlers hear keys until the function that is returned is called. */
export function register(entry: Registered): () => void {
  registered.push(entry);
  return () => void registered.splice(registered.indexOf(entry), 1);
}

/** Keys that are single characters can be switched off (WCAG 2.2, 2.1.4); those with Ctrl stay. */
export function switchShortcuts(on: boolean): void {
  isOn = on;
}

/** Handles a key pressed in the page. @returns true if it did something */
export function handleKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  if (isBeneathModal(event.target)) return false;
  const key = keyName(event);
  const isPlain = !key.startsWith('Ctrl+') && key !== 'Escape';
  if (isPlain && !isTyping(event.target) && !isInOverlay(event.target) && holdKey(event)) {
    event.preventDefault();
    return true;
  }
  if (isPlain && (!isOn || isTyping(event.target))) return false;
  if ((key === 'Ctrl+a' || key === 'Ctrl+z') && isTyping(event.target)) return false;
  if (key === 'Ctrl+a' && isInOverlay(event.target)) return false;
  if (isPlain && isOverlayOpen(event.target)) return false;
  const pair = first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${key}` : undefined;
  first = undefined;
  if ((pair && run(pair, event)) || run(key, event)) {
    event.preventDefault();
    return true;
  }
  if (isPlain && beginners.has(key)) first = { key, at: event.timeStamp };
  return false;
}

/** Listens on the page until the function that is returned is called. */
export function listenForKeys(): () => void {
  const listener = (event: KeyboardEvent) => void handleKey(event);
  const follow = ({ target }: Event) => {
    place = target instanceof Element ? target.closest(overlays) : null;
  };
  addEventListener('keydown', listener);
  addEventListener('focusin', follow);
  addEventListener('pointerdown', follow);
  return () => {
    removeEventListener('keydown', listener);
    removeEventListener('focusin', follow);
    removeEventListener('pointerdown', follow);
  };
}

const namesByKeys = new Map<string, ShortcutName[]>();
for (const [name, { keys }] of Object.entries(shortcuts) as [ShortcutName, Shortcut][]) {
  for (const key of keys) namesByKeys.set(key, [...(namesByKeys.get(key) ?? []), name]);
}
const beginners = new Set([...namesByKeys.keys()].flatMap((keys) => (keys.includes(' ') ? [keys.slice(0, keys.indexOf(' '))] : [])));

function run(keys: string, event: KeyboardEvent): boolean {
  const names = namesByKeys.get(keys) ?? [];
  const holdsFocus = ({ within }: Registered) => event.target instanceof Node && within?.current?.contains(event.target) === true;
  const latest = [...registered].reverse();
  for (const { current } of [...latest.filter(holdsFocus), ...latest.filter((one) => !holdsFocus(one))]) {
    for (const name of names) {
      const handler = current[name];
      if (handler && handler(event) !== false) return true;
    }
  }
  return false;
}

/** As in the list of shortcuts. On a keyboard of another script the key's place on it counts: there is no `c` on an Arabic one. */
export function keyName(event: KeyboardEvent): string {
  const { key } = event;
  const isForeignLetter = key.length === 1 && key.charCodeAt(0) > 0x7f && /^Key[A-Z]$/.test(event.code);
  const letter = isForeignLetter ? event.code.slice(3)[event.shiftKey ? 'toUpperCase' : 'toLowerCase']() : key;
  if (event.ctrlKey || event.metaKey) return `Ctrl+${letter.length === 1 ? letter.toLowerCase() : letter}`;
  // A sign such as `#` says by itself that Shift may have been needed for it.
  const isSign = letter.length === 1 && !/[A-Za-z]/.test(letter);
  return event.shiftKey && !isSign ? `Shift+${letter}` : letter;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"]');
  if (!(field instanceof HTMLInputElement)) return field !== null;
  return !['checkbox', 'radio', 'button', 'range'].includes(field.type);
}

/** What lies beneath a modal hears nothing, wherever the focus is: closing the dialog by Escape must not close the message too. */
function isBeneathModal(target: EventTarget | null): boolean {
  return document.querySelector('[data-modal]') !== null && !(target instanceof Element && target.closest('[data-modal]'));
}

const overlays = '[role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"]';
/** The overlay that the person was in last, or pressed upon. */
let place: Element | null = null;

/**
 * Menus and dialogs have keys of their own; a letter that is pressed among the buttons of a message being written means nothing to the list behind it. Nor does one
 * where the focus was lost there, or where such a message covers the page.
 */
function isOverlayOpen(target: EventTarget | null): boolean {
  return isInOverlay(target) || (target === document.body && (place?.isConnected === true || document.querySelector('[data-covers]') !== null));
}

const isInOverlay = (target: EventTarget | null): boolean => target instanceof Element && target.closest(overlays) !== null;
