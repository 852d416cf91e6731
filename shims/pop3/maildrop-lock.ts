import type { Id, MessagerieApi } from '../../api/client/index.ts';

/**
 * One POP3 session to a folder (RFC 1939 §3). Held in memory: other protocols go on, and a session works on its own
 * snapshot, so the lock only keeps two POP3 clients from downloading and deleting side by side.
 */
export interface MaildropLocks {
  /** @returns the release, to be called once; undefined where another session has the maildrop */
  tryLock(mailboxId: Id): (() => void) | undefined;
}

const byApi = new WeakMap<MessagerieApi, MaildropLocks>();

/** The same for all listeners of one API: a maildrop is one, whether it is reached with or without TLS. */
export function maildropLocksOf(api: MessagerieApi): MaildropLocks {
  let locks = byApi.get(api);
  if (!locks) {
    locks = maildropLocks();
    byApi.set(api, locks);
  }
  return locks;
}

function maildropLocks(): MaildropLocks {
  const held = new Set<Id>();
  return {
    tryLock(mailboxId) {
      if (held.has(mailboxId)) return undefined;
      held.add(mailboxId);
      let isHeld = true;
      return () => {
        if (isHeld) held.delete(mailboxId);
        isHeld = false;
      };
    },
  };
}
