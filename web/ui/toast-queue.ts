import { announce } from './announce.tsx';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
  /** One thing that can be done about it. */
  readonly action?: { readonly label: string; readonly onPress: () => void };
  readonly durationMs: number;
}

export interface ToastOptions {
  readonly kind?: Toast['kind'];
  readonly action?: Toast['action'];
  /** Longer where there is something to press. Infinity: until it is closed. */
  readonly durationMs?: number;
}

let waiting: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/**
 * Says what was done or what failed, and announces it. One is seen at a time; a new one takes the place of the present one,
 * unless this tells of a failure: then it waits.
 * @returns takes it away again
 */
export function toast(text: string, { kind = 'done', action, durationMs = action || kind === 'failed' ? 8_000 : 4_000 }: ToastOptions = {}): () => void {
  const id = nextId;
  nextId += 1;
  const fresh: Toast = { id, text, kind, durationMs, ...(action === undefined ? {} : { action }) };
  change([...waiting.filter((one) => one.kind === 'failed'), fresh]);
  announce(text);
  return () => closeToast(id);
}

export function closeToast(id: number): void {
  if (waiting.some((one) => one.id === id)) change(waiting.filter((one) => one.id !== id));
}

/** The toast to be seen now. */
export function presentToast(): Toast | undefined {
  return waiting[0];
}

export function watchToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Toast[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}
