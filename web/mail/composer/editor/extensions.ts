import { getSchema } from '@tiptap/core';
import { DOMParser } from '@tiptap/pm/model';
import StarterKit from '@tiptap/starter-kit';
import type { Dir } from '../../../text/direction.ts';
import { type DocNode, withEmptyLines, withPicturesShown } from '../doc.ts';
import { safeBody } from '../mail-window.ts';
import { Direction } from './direction.ts';
import { Colour, LetterSize } from './marks.ts';
import { Isolate } from './isolate.ts';
import { Placeholder } from './placeholder.ts';
import { Picture, Signature, Table, TableCell, TableRow } from './nodes.ts';
import { Quotation } from './quotation.ts';

export interface EditorSettings {
  /** Of text without letters. */
  readonly direction: Dir;
  readonly placeholder: string;
  /** Where a picture of the draft is seen. */
  readonly addressOf: (cid: string) => string | undefined;
}

export function extensionsOf({ direction, placeholder, addressOf }: EditorSettings) {
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
    Picture.configure({ addressOf }),
    Signature,
    Table,
    TableRow,
    TableCell,
  ];
}

const schema = getSchema(extensionsOf({ direction: 'ltr', placeholder: '', addressOf: () => undefined }));

/** HTML that somebody else wrote, as far as the editor can hold it. */
export function docOfElement(element: Element): DocNode {
  return withEmptyLines(DOMParser.fromSchema(schema).parse(element).toJSON() as DocNode);
}

/** @param isOwn the writer's, such as a signature: pictures from elsewhere are shown */
export async function docOfHtml(html: string, { isOwn = false } = {}): Promise<DocNode> {
  const doc = docOfElement(await safeBody(html));
  return isOwn ? withPicturesShown(doc) : doc;
}
