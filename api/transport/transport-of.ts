import type { Core } from '../core.ts';

/** The part of the transport that submissions need: whose entries are theirs, and how to say that there are some. */
export interface QueueHere {
  readonly owner: string;
  wake(): void;
}

const queues = new WeakMap<Core, QueueHere>();

/** Makes a queue the one of this core. @returns takes it off again */
export function setQueue(core: Core, queue: QueueHere): () => void {
  queues.set(core, queue);
  return () => void queues.delete(core);
}

/** Null: no queue runs in this process (the command without a server); other nodes, or the next start, take over. */
export const queueOwner = (core: Core): string | null => queues.get(core)?.owner ?? null;

export const wakeQueue = (core: Core): void => queues.get(core)?.wake();
