/**
 * `$answered` and `$forwarded` of the message that was answered or passed on. They are set when the answer is handed in, since this page may be gone when it leaves;
 * and taken off again with the last of this page's answers that is taken back, unless the message had the mark before.
 */
import type { Store } from '../../store/index.ts';
import type { Answered } from './draft.ts';

interface Mark {
  readonly original: Answered;
  /** Emails on their way that it stands for. */
  readonly answers: Set<string>;
}

const marks = new WeakMap<Store, Map<string, Mark>>();

/** @param answerId the Email that was sent */
export function markOriginal(store: Store, original: Answered, answerId: string | undefined): void {
  const { accountId, emailId, keyword } = original;
  const key = `${accountId}/${emailId}/${keyword}`;
  const known = marksOf(store).get(key);
  const row = store.replica(accountId).row(emailId);
  if (known && answerId !== undefined) known.answers.add(answerId);
  // Of a message that is not known here nobody can say whether it had the mark.
  else if (row && !(keyword in row.keywords) && answerId !== undefined) marksOf(store).set(key, { original, answers: new Set([answerId]) });
  void store.markAside(accountId, [emailId], keyword, true);
}

/** The answer was taken back. */
export function unmarkOriginal(store: Store, answerId: string): void {
  for (const [key, { original, answers }] of marksOf(store)) {
    if (!answers.delete(answerId) || answers.size > 0) continue;
    marksOf(store).delete(key);
    void store.markAside(original.accountId, [original.emailId], original.keyword, false);
  }
}

function marksOf(store: Store): Map<string, Mark> {
  const known = marks.get(store) ?? new Map<string, Mark>();
  marks.set(store, known);
  return known;
}
