/** Pictures that came with the message (`cid:`, RFC 2392; Content-Location, RFC 2557): fetched with the session's cookie, handed to the frame as `blob:` addresses. */
import type { EmailBodyPart } from '../../../../openapi/generated/jmap.ts';
import { downloadUrl } from '../../../jmap/blobs.ts';
import { pictureType } from './picture-type.ts';
import type { WantedPicture } from './sanitise.ts';

const mostBytes = 30_000_000;

/** The part that a message's text names. */
export function partNamed(parts: readonly EmailBodyPart[], name: string): EmailBodyPart | undefined {
  return parts.find(({ cid }) => cid === name) ?? parts.find(({ location }) => location === name);
}

/**
 * Puts them in place, as they come.
 * @returns ends the addresses again
 */
export function showInlinePictures(wanted: readonly WantedPicture[], parts: readonly EmailBodyPart[], accountId: string, place: (picture: WantedPicture, address: string) => void): () => void {
  const ended = new AbortController();
  const addresses: string[] = [];
  const byBlob = new Map<string, Promise<string | undefined>>();
  const load = async (part: EmailBodyPart): Promise<string | undefined> => {
    const response = await fetch(downloadUrl(accountId, part.blobId ?? '', part.name ?? 'picture'), { signal: ended.signal });
    if (!response.ok) return undefined;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = pictureType(bytes);
    if (type === undefined || ended.signal.aborted) return undefined;
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    addresses.push(address);
    return address;
  };
  for (const picture of wanted) {
    const part = partNamed(parts, picture.url);
    if (!part?.blobId || (part.size ?? 0) > mostBytes) continue;
    const loading = byBlob.get(part.blobId) ?? load(part).catch(() => undefined);
    byBlob.set(part.blobId, loading);
    void loading.then((address) => address !== undefined && !ended.signal.aborted && place(picture, address));
  }
  return () => {
    ended.abort();
    for (const address of addresses) URL.revokeObjectURL(address);
  };
}
