/** The browser asks whoever leaves the page while a message waits there for its files: it would not leave. */
import { useEffect } from 'react';
import type { Desk } from './desk.ts';

/** For a component that follows the desk. */
export function useHeldPage(desk: Desk): void {
  const { isAwaiting } = desk;
  useEffect(() => {
    if (!isAwaiting) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isAwaiting]);
}
