/** Plain text as it came, made into blocks of one depth of quoting (RFC 3676 for `format=flowed`). Pure. */
import { saysForwarded } from '../forwarded.ts';

export interface TextBlock {
  /** 0 is what the sender wrote; each `>` is one more. */
  readonly depth: number;
  readonly text: string;
  readonly isSignature: boolean;
}

export interface TextFormat {
  readonly isFlowed: boolean;
  /** The space that a soft line end carries belongs to it, not to the text. */
  readonly delSp: boolean;
}

/** @param contentType the header field's raw value */
export function textFormat(contentType: string | undefined): TextFormat {
  return { isFlowed: /;\s*format\s*=\s*"?flowed\b/i.test(contentType ?? ''), delSp: /;\s*delsp\s*=\s*"?yes\b/i.test(contentType ?? '') };
}

export function textBlocks(text: string, format: TextFormat): TextBlock[] {
  const blocks: { depth: number; lines: string[]; isSignature: boolean }[] = [];
  let isSignature = false;
  for (const { depth, line } of format.isFlowed ? joined(text, format) : lines(text)) {
    if (depth === 0 && line === '-- ') isSignature = true;
    // An answer below what is quoted is none, though the signature stands above that.
    else if (depth > 0) isSignature = false;
    const last = blocks.at(-1);
    const inSignature = isSignature && depth === 0;
    if (last && last.depth === depth && last.isSignature === inSignature) last.lines.push(line);
    else blocks.push({ depth, lines: [line], isSignature: inSignature });
  }
  return blocks.map(({ depth, lines: own, isSignature: signed }) => ({ depth, text: own.join('\n'), isSignature: signed }));
}

interface Line {
  readonly depth: number;
  readonly line: string;
}

function lines(text: string): Line[] {
  return text.split('\n').map((line) => {
    // "> > text" and ">> text" are the same depth; a space after the last sign is not part of the text.
    const marks = /^(?:> ?)*/.exec(line)?.[0] ?? '';
    return { depth: marks.split('>').length - 1, line: line.slice(marks.length) };
  });
}

/** §4.2: a line that ends with a space goes on in the next one of the same depth; `-- ` does not. */
function joined(text: string, { delSp }: TextFormat): Line[] {
  const result: { depth: number; line: string; isOpen: boolean }[] = [];
  for (const raw of text.split('\n')) {
    const depth = /^>*/.exec(raw)?.[0].length ?? 0;
    const unstuffed = raw.slice(depth).replace(/^ /, '');
    const isFixed = unstuffed === '-- ' || !unstuffed.endsWith(' ');
    const content = !isFixed && delSp ? unstuffed.slice(0, -1) : unstuffed;
    const last = result.at(-1);
    if (last?.isOpen && last.depth === depth && unstuffed !== '-- ') {
      last.line += content;
      last.isOpen = !isFixed;
    } else result.push({ depth, line: content, isOpen: !isFixed });
  }
  return result;
}

/** Where the signature begins that a message ends with: it stays in view, and is no answer to what is quoted above. */
export function signatureStart(blocks: readonly TextBlock[]): number {
  return blocks.length - (blocks.at(-1)?.isSignature ? 1 : 0);
}

/** Where the quoted end of an answer begins; blocks.length where there is none, where something is written below it, or where a message is passed on. */
export function quoteStart(blocks: readonly TextBlock[]): number {
  const whole = signatureStart(blocks);
  let end = whole;
  while (end > 0 && isOfQuote(blocks[end - 1])) end -= 1;
  if (end === whole || !blocks.slice(end, whole).some(({ depth }) => depth > 0)) return blocks.length;
  const own = blocks.slice(0, end);
  const isAllQuoted = own.every(({ text }) => text.trim() === '');
  return isAllQuoted || own.some(({ depth, text }) => depth === 0 && saysForwarded(text)) ? blocks.length : end;
}

const isOfQuote = (block: TextBlock | undefined): boolean => block !== undefined && (block.depth > 0 || block.text.trim() === '');
