/** Which thread a message joins (RFC 8621 §3; docs/decisions/007). */
import { type Model, threadKeys } from './model.ts';
import type { Content, Email, Thread, Who } from './parts.ts';

/** @param by who puts it there; undefined for a delivery, which sees everything */
export function threadToJoin(model: Model, owner: Who, content: Content, by: Who | undefined): Thread | undefined {
  const account = model.account(owner);
  const keys = threadKeys(content);
  if (by === undefined || model.readable(by, owner).length === account.mailboxes.size) {
    const threads = keys.map((key) => account.threadKeys.get(key)).filter((thread) => thread !== undefined);
    return threads.sort((a, b) => a.age - b.age)[0];
  }
  const related = [...account.emails].filter((email) => model.places(email).some((mailbox) => model.rights(by, mailbox) !== '')
    && content.named.includes(email.content.named[0] as string) && threadKeys(email.content).some((key) => keys.includes(key)));
  return related.sort(byId)[0]?.thread;
}

/** Ids rise inside an account, and with the account's number. */
const byId = (a: Email, b: Email): number => a.born[0] - b.born[0] || a.born[1] - b.born[1];
