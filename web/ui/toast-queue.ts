import { announce } from './announce.tsx';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
  /** One thing that can be done about it. */
  readonly action?: { readonly label: string; readonly onPress: () => void };
  readonly durationMs: number;
  readonly givesWay: boolean;
}

export interface ToastOptions {
  readonly kind?: Toast['kind'];
  readonly action?: Toast['action'];
  /** Longer where there is something to press. Infinity: until it is closed. */
  readonly durationMs?: number;
  /** Where there are too many it goes first: what it offers can be done by other ways, too. */
  readonly givesWay?: boolean;
}

/** Seen at a time. */
const most = 3;
const tellingMs = 4_000;

let waiting: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/**
 * Says what was done or what failed, and announces it. What can be pressed, what failed, and what is given more time stays beside those that come after it; what only
 * tells gives its place to the next.
 * @returns takes it away again
 */
export function toast(text: string, { kind = 'done', action, durationMs = action || kind === 'failed' ? 8_000 : tellingMs, givesWay = false }: ToastOptions = {}): () => void {
  const id = nextId;
  nextId += 1;
  const fresh: Toast = { id, text, kind, durationMs, givesWay, ...(action === undefined ? {} : { action }) };
  const stay = waiting.filter((one) => one.durationMs > tellingMs);
  for (let tooMany = stay.length + 1 - most; tooMany > 0; tooMany -= 1) stay.splice(Math.max(0, stay.findIndex((one) => one.givesWay)), 1);
  change([...stay, fresh]);
  announce(text);
  return () => closeToast(id);
}

export function closeToast(id: number): void {
  if (waiting.some((one) => one.id === id)) change(waiting.filter((one) => one.id !== id));
}

/** The toasts to be seen now, the newest last. */
export function presentToasts(): readonly Toast[] {
  return waiting;
}

export function watchToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Toast[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}
