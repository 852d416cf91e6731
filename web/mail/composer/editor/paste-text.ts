/** Text without formatting, as it comes from the clipboard. */
import { Fragment, type Mark, type Node, type Schema, Slice } from '@tiptap/pm/model';
import { type Dir, firstStrong } from '../../../text/direction.ts';

/** More lines than somebody writes: a log, a table. As a paragraph each they would make every further key slow. */
const mostParagraphs = 1_000;
/** So many of them stand in a paragraph then, parted by line ends. */
const linesTogether = 50;

/**
 * A paragraph for each line, empty ones too; several lines of one direction in each, where there are very many.
 * @param marks of the place where they go
 */
export function sliceOfText(text: string, schema: Schema, marks: readonly Mark[]): Slice {
  const lines = text.split(/\r\n?|\n/);
  const most = lines.length > mostParagraphs ? linesTogether : 1;
  const paragraphs: Node[] = [];
  let together: string[] = [];
  let dir: Dir | undefined;
  const end = (): void => {
    paragraphs.push(schema.node('paragraph', { dir: dir ?? null }, together.flatMap((line, at) => [...(at === 0 ? [] : [schema.node('hardBreak')]), ...(line === '' ? [] : [schema.text(line, marks)])])));
    together = [];
    dir = undefined;
  };
  for (const line of lines) {
    const own = firstStrong(line);
    if (together.length === most || (dir !== undefined && own !== undefined && own !== dir)) end();
    dir ??= own;
    together.push(line);
  }
  end();
  return Slice.maxOpen(Fragment.fromArray(paragraphs));
}
