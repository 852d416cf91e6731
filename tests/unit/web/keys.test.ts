/** Which key does what: on other keyboards, one after the other, and not while somebody types. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { handleKey, type Handlers, register, switchShortcuts } from '../../../web/app/keys.ts';

/** As much of an element as keys ask about: what it is, and what it stands in. */
class FakeElement {
  readonly matches: readonly string[];
  readonly type: string;
  constructor(matches: readonly string[] = [], type = 'text') {
    this.matches = matches;
    this.type = type;
  }
  closest(selector: string): FakeElement | null {
    return this.matches.some((one) => selector.split(', ').includes(one)) ? this : null;
  }
  contains(other: unknown): boolean {
    return other === this;
  }
}
class FakeInput extends FakeElement {
  constructor(type: string) {
    super(['input'], type);
  }
}

let now = 10_000;
let modal: FakeElement | null = null;
const body = new FakeElement();

function press(key: string, more: Partial<Record<'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'defaultPrevented' | 'target' | 'afterMs', unknown>> = {}): boolean {
  now += Number(more.afterMs ?? 50);
  return handleKey({ key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, isComposing: false, defaultPrevented: false, target: body, timeStamp: now, preventDefault: () => {}, ...more } as unknown as KeyboardEvent);
}

beforeAll(() => {
  vi.stubGlobal('document', { querySelector: () => modal });
  vi.stubGlobal('Node', FakeElement);
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('HTMLInputElement', FakeInput);
});
afterAll(() => void vi.unstubAllGlobals());

let leave: (() => void)[] = [];
afterEach(() => {
  for (const one of leave) one();
  leave = [];
  switchShortcuts(true);
  modal = null;
});

function heard(...names: (keyof Handlers)[]): string[] {
  const done: string[] = [];
  leave.push(register({ current: Object.fromEntries(names.map((name) => [name, () => void done.push(name)])), within: undefined }));
  return done;
}

describe('a key', () => {
  test('does what stands in the list, with Shift and Ctrl as they are', () => {
    const done = heard('archive', 'markRead', 'extendDown', 'send', 'trash', 'undo');
    for (const [key, more] of [['e', {}], ['I', { shiftKey: true }], ['ArrowDown', { shiftKey: true }], ['Enter', { ctrlKey: true }], ['#', { shiftKey: true }], ['z', { metaKey: true }]] as const) expect(press(key, more)).toBe(true);
    expect(done).toEqual(['archive', 'markRead', 'extendDown', 'send', 'trash', 'undo']);
    expect(press('e', { ctrlKey: true })).toBe(false);
    expect(press('q')).toBe(false);
  });

  test('on an Arabic keyboard counts by its place: ث stands where e does', () => {
    const done = heard('archive', 'reply', 'markRead');
    expect(press('ث', { code: 'KeyE' })).toBe(true);
    expect(press('ق', { code: 'KeyR' })).toBe(true);
    expect(press('÷', { code: 'KeyI', shiftKey: true })).toBe(true);
    expect(done).toEqual(['archive', 'reply', 'markRead']);
  });

  test('on AZERTY counts by its letter: a stands where q does elsewhere', () => {
    const done = heard('replyAll', 'undo');
    expect(press('a', { code: 'KeyQ' })).toBe(true);
    expect(press('z', { code: 'KeyW' })).toBe(true);
    expect(press('q', { code: 'KeyA' })).toBe(false);
    expect(done).toEqual(['replyAll', 'undo']);
  });

  test('after another counts as a pair, if it comes soon', () => {
    const done = heard('goInbox', 'flag', 'selectAll', 'replyAll');
    press('g');
    expect(press('i')).toBe(true);
    press('*', { shiftKey: true });
    expect(press('a')).toBe(true);
    press('g');
    expect(press('i', { afterMs: 5_000 })).toBe(false);
    press('g');
    expect(press('s', { afterMs: 5_000 })).toBe(true);
    expect(done).toEqual(['goInbox', 'selectAll', 'flag']);
  });

  test('in a field is text; Escape and Ctrl stay keys there', () => {
    const done = heard('archive', 'close', 'send', 'undo');
    for (const target of [new FakeInput('text'), new FakeElement(['textarea']), new FakeElement(['[contenteditable="true"]'])]) {
      expect(press('e', { target })).toBe(false);
      expect(press('z', { target, ctrlKey: true })).toBe(false); // the field takes its own typing back
    }
    expect(press('Enter', { target: new FakeElement(['textarea']), ctrlKey: true })).toBe(true);
    expect(press('Escape', { target: new FakeInput('text') })).toBe(true);
    expect(press('e', { target: new FakeInput('checkbox') })).toBe(true);
    expect(done).toEqual(['send', 'close', 'archive']);
  });

  test('belongs to an open menu or dialog, to what has it already, to an input method', () => {
    const done = heard('archive');
    expect(press('e', { target: new FakeElement(['[role="menu"]']) })).toBe(false);
    expect(press('e', { target: new FakeElement(['[role="alertdialog"]']) })).toBe(false);
    expect(press('e', { defaultPrevented: true })).toBe(false);
    expect(press('e', { isComposing: true })).toBe(false);
    expect(done).toEqual([]);
  });

  test('beneath a modal is nobody’s: Escape closes the dialog, and not the message under it too', () => {
    const done = heard('close', 'archive');
    modal = new FakeElement(['[data-modal]']);
    expect(press('Escape')).toBe(false);
    expect(press('e')).toBe(false);
    expect(press('Escape', { target: modal })).toBe(true);
    expect(done).toEqual(['close']);
  });

  test('alone can be switched off; those with Ctrl stay', () => {
    const done = heard('archive', 'send');
    switchShortcuts(false);
    expect(press('e')).toBe(false);
    expect(press('Enter', { ctrlKey: true })).toBe(true);
    expect(done).toEqual(['send']);
  });
});

describe('handlers', () => {
  test('where the focus is come first, then who came last; false leaves the key to the next', () => {
    const done: string[] = [];
    const place = new FakeElement();
    const within = { current: place as unknown as HTMLElement };
    leave.push(register({ current: { open: () => void done.push('focused') }, within }));
    leave.push(register({ current: { open: () => void done.push('first') }, within: undefined }));
    leave.push(register({ current: { open: () => false }, within: undefined }));
    press('o', { target: place });
    press('o');
    expect(done).toEqual(['focused', 'first']);
  });
});
