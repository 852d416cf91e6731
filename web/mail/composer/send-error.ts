/** Why a message was not sent, and what to do, in words. */
import { type ErrorText, errorText } from '../../app/error-text.ts';
import { FileUnreadable, SetFailed } from '../../jmap/errors.ts';
import type { Format, Translate } from '../../text/index.ts';
import type { ServerLimits } from './server-limits.ts';

export function sendErrorText(t: Translate, format: Format, error: unknown, limits: ServerLimits, sender: string, refused: readonly string[]): ErrorText {
  const mayRetry = false;
  if (error instanceof FileUnreadable) return { what: t('composer.error.fileUnreadable', { name: error.fileName }), mayRetry };
  if (!(error instanceof SetFailed)) return errorText(t, error);
  switch (error.type) {
    case 'forbiddenFrom':
    case 'forbiddenMailFrom':
    case 'senderNotAllowed':
      return { what: t('composer.error.forbiddenFrom', { address: sender }), mayRetry };
    case 'invalidRecipients':
      return { what: t('composer.error.invalidRecipients', { addresses: format.list(refused.slice(0, 5)) }), mayRetry };
    case 'noRecipients':
      return { what: t('composer.error.noRecipients'), mayRetry };
    case 'tooManyRecipients':
      return { what: t('composer.error.tooManyRecipients', { count: limits.maxRecipients }), mayRetry };
    case 'tooLarge':
      return { what: t('composer.error.tooLarge', { limit: format.size(limits.maxAttachmentBytes) }), mayRetry };
    case 'blobNotFound':
      return { what: t('composer.error.blobNotFound'), mayRetry };
    default:
      return errorText(t, error);
  }
}
