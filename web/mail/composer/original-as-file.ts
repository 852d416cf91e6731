/** A message that is handed on whole, as a file of another. */
import { downloadUrl, upload } from '../../jmap/blobs.ts';
import { send } from '../../jmap/http.ts';
import type { EmailBody, Store } from '../../store/index.ts';
import type { Attachment } from './draft.ts';
import { ownBlobs } from './own-blobs.ts';
import { withoutBcc } from './without-bcc.ts';

const type = 'message/rfc822';
/** So much is fetched and sent again for a copy, at the most. */
export const mostCopiedBytes = 50_000_000;

/** There is no copy without hidden recipients, and the message itself must not be handed on. */
export class BccStays extends Error {
  override readonly name = 'BccStays';
  readonly isTooLarge: boolean;

  constructor(isTooLarge: boolean, cause?: unknown) {
    super('No copy of the message without Bcc could be made.', { cause });
    this.isTooLarge = isTooLarge;
  }
}

/**
 * The file, which lies in one's own account then. The copy in Sent names the hidden recipients: what is handed on of such a message is a copy that does not.
 * @throws BccStays; where there is no Bcc, what the client throws
 */
export async function originalAsFile(store: Store, accountId: string, original: EmailBody): Promise<Attachment> {
  const name = (original.subject ?? '').replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ').trim().slice(0, 80) || 'message';
  const asItIs: Attachment = { id: crypto.randomUUID(), name: `${name}.eml`, type, size: original.size ?? 0, blobId: original.blobId };
  const copy = mayHaveBcc(original) ? await copyWithoutBcc(store, accountId, original) : undefined;
  if (copy) return { ...asItIs, ...copy };
  const [own = asItIs] = await ownBlobs(store, accountId, [asItIs]);
  return own;
}

/** A field without any address counts. Of bodies that were kept in this browser by an earlier release it is not known whether they were resent. */
const mayHaveBcc = ({ bcc, 'header:Resent-Bcc': resentBcc }: EmailBody): boolean => bcc !== null || resentBcc !== null;

/** @returns undefined where there was nothing to take out */
async function copyWithoutBcc(store: Store, accountId: string, { blobId = '', size = 0 }: EmailBody): Promise<Pick<Attachment, 'blobId' | 'size'> | undefined> {
  if (size > mostCopiedBytes) throw new BccStays(true);
  try {
    const answer = await send(downloadUrl(accountId, blobId, 'message.eml', type), { headers: { Accept: '*/*' } });
    const source = new Uint8Array(await answer.arrayBuffer());
    const copy = withoutBcc(source);
    if (copy === source) return undefined;
    const uploaded = await upload(store.ownAccountId, new Blob([copy as Uint8Array<ArrayBuffer>], { type })).done;
    return { blobId: uploaded.blobId, size: copy.length };
  } catch (cause) {
    store.failed(cause);
    throw new BccStays(false, cause);
  }
}
