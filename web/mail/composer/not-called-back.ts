/** Why the sending of a message was not undone, in words. */
import { errorText } from '../../app/error-text.ts';
import { isPassing, SetFailed, SignedOut, Unreachable } from '../../jmap/errors.ts';
import type { Translate } from '../../text/index.ts';

export interface NotCalledBack {
  readonly text: string;
  /** Another try may succeed, for as long as the message is held. */
  readonly mayRetry: boolean;
}

/** Says what becomes of the message: whoever wanted it back has to know that it leaves. */
export function notCalledBack(t: Translate, error: unknown): NotCalledBack {
  if (error instanceof Unreachable) return { text: t('composer.notCalledBack'), mayRetry: true };
  const reason = errorText(t, error).what;
  if (isPassing(error) || error instanceof SignedOut) return { text: t('composer.notCalledBackBecause', { reason }), mayRetry: true };
  return { text: error instanceof SetFailed && error.type === 'cannotUnsend' ? t('errors.tooLate') : reason, mayRetry: false };
}
