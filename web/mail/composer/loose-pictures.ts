/**
 * Pictures of a text that is brought into a draft, whose bytes are not among its files: they are in the HTML itself (`data:`), or belong to another draft. Each becomes a
 * file of this one, or is left out; what lies on the web stays where it is.
 */
import type { DocNode } from './doc.ts';

export interface LoosePicture {
  /** What it is named by in the draft that it comes from. */
  readonly cid: string | null;
  readonly src: string | null;
}

/** Whether the draft has a picture of this name. */
export type HasPicture = (cid: string) => boolean;

export const isElsewhere = (src: string | null): src is string => src !== null && /^https?:/i.test(src);

/** The same for all that show the same picture. */
export const pictureKey = ({ cid, src }: LoosePicture): string => cid ?? src ?? '';

const isLoose = ({ cid, src }: LoosePicture, has: HasPicture): boolean => (cid === null ? !isElsewhere(src) : !has(cid));

const pictureOf = ({ type, attrs }: DocNode): LoosePicture | undefined => (type === 'image' ? { cid: (attrs?.['cid'] ?? null) as string | null, src: (attrs?.['src'] ?? null) as string | null } : undefined);

/** All of them, in their order. */
export function loosePictures(nodes: readonly DocNode[], has: HasPicture): LoosePicture[] {
  return nodes.flatMap((node) => {
    const picture = pictureOf(node);
    return picture && isLoose(picture, has) ? [picture] : loosePictures(node.content ?? [], has);
  });
}

/** @param cids what they are named by as files of the draft, by {@link pictureKey}; others are left out */
export function withPictures(nodes: readonly DocNode[], has: HasPicture, cids: ReadonlyMap<string, string>): DocNode[] {
  return nodes.flatMap((node): DocNode[] => {
    const picture = pictureOf(node);
    if (!picture) return [node.content ? { ...node, content: withPictures(node.content, has, cids) } : node];
    if (picture.cid === null && isElsewhere(picture.src)) return [node];
    const cid = isLoose(picture, has) ? cids.get(pictureKey(picture)) : picture.cid;
    return cid === undefined ? [] : [{ ...node, attrs: { ...node.attrs, cid, src: null, isBlocked: false } }];
  });
}

export const withoutLoosePictures = (doc: DocNode): DocNode => ({ ...doc, content: withPictures(doc.content ?? [], () => true, new Map()) });
