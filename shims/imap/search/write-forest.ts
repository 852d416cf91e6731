import type { Writer } from '../grammar/writer.ts';

/** Characters handed over at once. */
const PIECE = 8192;

/**
 * `* THREAD (2)(3 6 (4 23)(44 7 96))((5)(8))` (RFC 5256 §4): an only child stands behind its parent, several stand in parentheses each.
 * @param numbers each message before its answers; 0: a common parent that is not there
 * @param depths levels above each
 */
export async function writeForest(writer: Writer, numbers: Uint32Array, depths: Uint32Array): Promise<void> {
  const isOnly = onlyChildren(depths);
  let text = `* THREAD${numbers.length > 0 ? ' ' : ''}`;
  /** Depths at which the parentheses that are open began. */
  const open: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const depth = depths[i] as number;
    const isFirstBelow = i > 0 && depth > (depths[i - 1] as number);
    while (open.length > 0 && (open.at(-1) as number) >= depth) {
      open.pop();
      text += ')';
    }
    if (isFirstBelow && numbers[i - 1] !== 0) text += ' ';
    if (!isOnly[i]) {
      open.push(depth);
      text += '(';
    }
    if (numbers[i] !== 0) text += numbers[i];
    if (text.length < PIECE) continue;
    writer.text(text);
    text = '';
    if (writer.isFull) await writer.drain();
  }
  writer.text(`${text}${')'.repeat(open.length)}\r\n`);
}

/** Which messages have a parent and no siblings. */
function onlyChildren(depths: Uint32Array): Uint8Array {
  const isOnly = new Uint8Array(depths.length);
  /** The last message of each level, as long as it may get siblings. */
  const last: number[] = [];
  for (let i = 0; i < depths.length; i++) {
    const depth = depths[i] as number;
    if (depth < last.length) {
      isOnly[last[depth] as number] = 0;
      last.length = depth;
    } else if (depth > 0) {
      isOnly[i] = 1;
    }
    last.push(i);
  }
  return isOnly;
}
