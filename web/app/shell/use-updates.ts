/** A newer version of the client is offered, and taken when the person says so: never while something is being written. */
import { useEffect, useRef } from 'react';
import { useText } from '../../text/index.ts';
import { toast } from '../../ui/toast.tsx';
import { registerWorker } from '../register-worker.ts';

let isRegistered = false;

export function useUpdates(): void {
  const t = useText();
  const words = useRef(t);
  words.current = t;
  useEffect(() => {
    if (isRegistered) return;
    isRegistered = true;
    registerWorker((reload) => toast(words.current('shell.update'), { action: { label: words.current('shell.reload'), onPress: reload }, durationMs: Number.POSITIVE_INFINITY }));
  }, []);
}
