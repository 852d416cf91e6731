/** Errors in the words of the person who sees them: what happened, why, and whether to try again. */
import { useMemo } from 'react';
import { isPassing, MethodFailed, RequestRefused, SetFailed, SignedOut, Unreachable } from '../jmap/errors.ts';
import { type Translate, useText } from '../text/index.ts';

export interface ErrorText {
  readonly what: string;
  /** What the server said about it, in the person's language. */
  readonly why?: string | undefined;
  readonly mayRetry: boolean;
}

export function useErrorText(): (error: unknown) => ErrorText {
  const t = useText();
  return useMemo(() => (error) => errorText(t, error), [t]);
}

export function errorText(t: Translate, error: unknown): ErrorText {
  const mayRetry = isPassing(error);
  if (error instanceof Unreachable) return { what: t('errors.offline'), mayRetry };
  if (error instanceof SignedOut) return { what: t('errors.signedOut'), mayRetry: false };
  if (error instanceof SetFailed || error instanceof MethodFailed || error instanceof RequestRefused) {
    const known = wordsOf(t, error.type);
    // The server's own sentences are in the person's language and name the limit or the value.
    // Of what is gone they could only say its id; what stands between may answer without any sentence.
    const why = error.message !== error.type && error.message !== known && error.type !== 'notFound' && error.type !== 'about:blank' ? error.message : undefined;
    // The server says what is full, and what helps.
    if (error.type === 'overQuota' && why !== undefined) return { what: why, mayRetry };
    return { what: known ?? why ?? t('errors.unexpected'), why: known === undefined ? undefined : why, mayRetry };
  }
  return { what: t('errors.unexpected'), mayRetry: true };
}

function wordsOf(t: Translate, type: string): string | undefined {
  switch (type) {
    case 'forbidden':
    case 'notPermitted':
    case 'accountReadOnly':
      return t('errors.forbidden');
    case 'notFound':
      return t('errors.notFound');
    case 'overQuota':
      return t('errors.overQuota');
    case 'rateLimit':
    case 'limit':
    case 'tooManyAttempts':
      return t('errors.tooMany');
    case 'stateMismatch':
      return t('errors.conflict');
    case 'serverUnavailable':
    case 'unavailable':
      return t('errors.unavailable');
    case 'serverFail':
    case 'about:blank':
      return t('errors.unexpected');
    default:
      return undefined;
  }
}
