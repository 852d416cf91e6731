import { getSchema } from '@tiptap/core';
import { DOMParser } from '@tiptap/pm/model';
import StarterKit from '@tiptap/starter-kit';
import type { Dir } from '../../../text/direction.ts';
import { type DocNode, withEmptyLines, withPicturesShown } from '../doc.ts';
import { withoutLoosePictures } from '../loose-pictures.ts';
import { safeBody } from '../mail-window.ts';
import { Direction } from './direction.ts';
import { Isolate } from './isolate.ts';
import { Colour, LetterSize } from './marks.ts';
import { Placeholder } from './placeholder.ts';
import { Picture, type PictureSettings, Signature, Table, TableCell, TableRow } from './nodes.ts';
import { Quotation } from './quotation.ts';

export interface EditorSettings extends PictureSettings {
  /** Of text without letters. */
  readonly direction: Dir;
  readonly placeholder: string;
}

export function extensionsOf({ direction, placeholder, ...pictures }: EditorSettings) {
  return [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      link: { openOnClick: false, autolink: true, defaultProtocol: 'https', protocols: ['mailto', 'tel'], HTMLAttributes: { rel: null, target: null } },
      dropcursor: { color: 'currentColor', width: 2 },
      trailingNode: false,
    }),
    Placeholder.configure({ text: placeholder }),
    Direction.configure({ standard: direction }),
    Quotation,
    Colour,
    LetterSize,
    Isolate,
    Picture.configure(pictures),
    Signature,
    Table,
    TableRow,
    TableCell,
  ];
}

const schema = getSchema(extensionsOf({ direction: 'ltr', placeholder: '', addressOf: () => undefined }));

/** HTML that somebody else wrote, as far as the editor can hold it; pictures whose bytes are no files yet among it (`loose-pictures.ts`). */
export function docOfElement(element: Element): DocNode {
  return withEmptyLines(DOMParser.fromSchema(schema).parse(element).toJSON() as DocNode);
}

export async function docOfHtml(html: string): Promise<DocNode> {
  return docOfElement(await safeBody(html));
}

/** Of the writer's own, such as a signature: pictures from elsewhere are shown. There are no files to it. */
export async function docOfOwnHtml(html: string): Promise<DocNode> {
  return withPicturesShown(withoutLoosePictures(await docOfHtml(html)));
}
