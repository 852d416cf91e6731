import { final, type Store } from '../../store/index.ts';
import { toast, type ToastOptions } from '../../ui/toast-queue.ts';

/** Says what was done for good: whoever wants to take it back is told that it cannot be, rather than something older be taken back in its place. */
export function tellFinal(store: Store, done: string, options?: ToastOptions): void {
  store.undo.push(final(done));
  toast(done, options);
}
