/** Pictures of what is pasted, or of what is quoted and written in, become files of the draft. */
import { downloadUrl } from '../../jmap/blobs.ts';
import type { DocNode } from './doc.ts';
import { type HasPicture, type LoosePicture, loosePictures, pictureKey, withPictures } from './loose-pictures.ts';
import type { OpenDraft } from './open-draft.ts';
import { pictureFromServer, pictureOfData } from './picture-file.ts';
import type { Attaching } from './use-attaching.ts';

export interface Brought {
  readonly nodes: readonly DocNode[];
  /** Pictures that could not be had. */
  readonly lost: number;
}

/** @param has pictures that are to stay as they are named */
export async function bringAlong(nodes: readonly DocNode[], has: HasPicture, bytesOf: (picture: LoosePicture) => Promise<File | undefined>, attach: Attaching['attach']): Promise<Brought> {
  const loose = loosePictures(nodes, has);
  const each = new Map(loose.map((picture) => [pictureKey(picture), picture]));
  const found = await Promise.all([...each].map(async ([key, picture]) => [key, await bytesOf(picture)] as const));
  const files = new Map(found.flatMap(([key, file]) => (file ? [[key, file]] : [])));
  // What there is no room for is told there.
  const taken = attach([...files.values()], { inText: true });
  const cids = new Map([...files].flatMap(([key, file]) => {
    const cid = taken.get(file)?.cid;
    return cid === undefined ? [] : [[key, cid] as const];
  }));
  return { nodes: withPictures(nodes, has, cids), lost: loose.filter((picture) => !files.has(pictureKey(picture))).length };
}

/** @param drafts all that are open in this page; of another page's a picture is known by its address on the server */
export async function pictureBytes({ cid, src }: LoosePicture, drafts: readonly OpenDraft[] = []): Promise<File | undefined> {
  if (cid === null) return src === null ? undefined : pictureOfData(src);
  for (const { draft, uploads } of drafts) {
    const picture = draft.attachments.find((one) => one.cid === cid);
    const file = picture && uploads.files.get(picture.id);
    if (file) return new File([file], picture.name, { type: picture.type });
    // Each save gives what an Email holds another address.
    if (picture?.blobId) return pictureFromServer(downloadUrl(draft.accountId, picture.blobId, picture.name, picture.type));
  }
  return src === null ? undefined : pictureFromServer(src);
}
