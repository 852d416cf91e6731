/** What stands in the way of sending, known before the server is asked. */
import type { Format, Translate } from '../../text/index.ts';
import { problemOf } from './addresses.ts';
import { type DraftContent, recipientsOf } from './draft.ts';
import { isUnreadable, lostFiles } from './lost-files.ts';
import { attachedBytes } from './message.ts';
import type { OpenDraft } from './open-draft.ts';
import { fileLimit, type ServerLimits } from './server-limits.ts';

export type SendRefusal = 'noRecipients' | 'invalidRecipients' | 'blobNotFound' | 'fileUnreadable' | 'fileRefused' | 'uploadFailed' | 'tooManyRecipients' | 'tooLarge';

/** The first thing to mend; undefined where it can be sent. */
export function sendRefusal(open: OpenDraft, limits: ServerLimits): SendRefusal | undefined {
  const { draft } = open;
  const recipients = recipientsOf(draft);
  if (recipients.length === 0) return 'noRecipients';
  if (wrongAddress(draft) !== undefined) return 'invalidRecipients';
  const [lost] = lostFiles(open);
  if (lost) return isUnreadable(open, lost) ? 'fileUnreadable' : 'blobNotFound';
  if (open.refusedFiles.length > 0) return 'fileRefused';
  if (open.uploads.hasFailed) return 'uploadFailed';
  if (recipients.length > limits.maxRecipients) return 'tooManyRecipients';
  if (attachedBytes(draft) > limits.maxAttachmentBytes) return 'tooLarge';
  return undefined;
}

export function refusalText(t: Translate, format: Format, refusal: SendRefusal, open: OpenDraft, limits: ServerLimits): string {
  const { draft, refusedFiles } = open;
  switch (refusal) {
    case 'invalidRecipients':
      return t('composer.error.invalidRecipients', { addresses: wrongAddress(draft) ?? '' });
    case 'fileRefused':
      return t('composer.error.fileRefused', { name: refusedFiles[0]?.name ?? '', limit: format.size(fileLimit(limits)) });
    case 'fileUnreadable':
      return t('composer.error.fileUnreadable', { name: lostFiles(open)[0]?.name ?? '' });
    case 'uploadFailed':
      return t('composer.uploadFailed');
    case 'tooManyRecipients':
      return t('composer.error.tooManyRecipients', { count: limits.maxRecipients });
    case 'tooLarge':
      return t('composer.error.tooLarge', { limit: format.size(limits.maxAttachmentBytes) });
    default:
      return t(`composer.error.${refusal}`);
  }
}

const wrongAddress = (draft: DraftContent): string | undefined => recipientsOf(draft).find(({ email }) => problemOf(email) !== undefined)?.email;
