import type { FetchItem, FetchModifiers, Partial, SectionText } from './fetch-item.ts';
import type { Parser } from './parser.ts';
import { CommandSyntaxError } from './syntax-error.ts';
import { formatAstring } from './strings.ts';

const MAX_PART_DEPTH = 100;

const SIMPLE = {
  FLAGS: 'flags',
  UID: 'uid',
  MODSEQ: 'modseq',
  INTERNALDATE: 'internalDate',
  'RFC822.SIZE': 'size',
  ENVELOPE: 'envelope',
  BODYSTRUCTURE: 'bodyStructure',
  EMAILID: 'emailId',
  THREADID: 'threadId',
  SAVEDATE: 'saveDate',
} as const;

const FAST: readonly FetchItem[] = [{ type: 'flags' }, { type: 'internalDate' }, { type: 'size' }];
const MACROS: Record<string, readonly FetchItem[]> = {
  FAST,
  ALL: [...FAST, { type: 'envelope' }],
  FULL: [...FAST, { type: 'envelope' }, { type: 'body' }],
};

/** What FETCH asks for: a macro, one attribute, or a list of them (RFC 9051 §6.4.5). */
export function fetchAttributes(parser: Parser): readonly FetchItem[] {
  if (parser.next('(')) {
    const items = parser.list(fetchAttribute);
    return items.length === 0 ? parser.fail('a fetch attribute') : items;
  }
  const name = parser.attributeName('a fetch attribute');
  return (Object.hasOwn(MACROS, name) ? MACROS[name] : undefined) ?? [attribute(parser, name)];
}

/** `(UID BODY.PEEK[HEADER.FIELDS (From)])`, without macros: what NOTIFY tells of new messages (RFC 5465 §8). */
export function fetchItems(parser: Parser): readonly FetchItem[] {
  const items = parser.list(fetchAttribute);
  return items.length === 0 ? parser.fail('a fetch attribute') : items;
}

/** fetch-modifiers: `(CHANGEDSINCE 12 VANISHED)` (RFC 7162 §3.1.4.1, §3.2.6). */
export function fetchModifiers(parser: Parser): FetchModifiers {
  let changedSince: number | undefined;
  let vanished = false;
  parser.list((p) => {
    if (p.oneOf(['CHANGEDSINCE', 'VANISHED'], 'fetch modifier') === 'VANISHED') vanished = true;
    else changedSince = p.sp().number64('a mod-sequence');
  });
  if (vanished && changedSince === undefined) throw new CommandSyntaxError('VANISHED needs CHANGEDSINCE');
  return { changedSince, vanished };
}

function fetchAttribute(parser: Parser): FetchItem {
  return attribute(parser, parser.attributeName('a fetch attribute'));
}

function attribute(parser: Parser, name: string): FetchItem {
  if (Object.hasOwn(SIMPLE, name)) return { type: SIMPLE[name as keyof typeof SIMPLE] };
  switch (name) {
    case 'RFC822':
      return { type: 'section', label: 'RFC822', part: [], text: undefined, partial: undefined, peek: false };
    case 'RFC822.PEEK':
      // Gone since RFC 2060; Outlook still asks for it ([MS-STANOIMAP] V0055).
      return { type: 'section', label: 'RFC822', part: [], text: undefined, partial: undefined, peek: true };
    case 'RFC822.HEADER':
      return { type: 'section', label: 'RFC822.HEADER', part: [], text: { type: 'header' }, partial: undefined, peek: true };
    case 'RFC822.TEXT':
      return { type: 'section', label: 'RFC822.TEXT', part: [], text: { type: 'text' }, partial: undefined, peek: false };
    case 'PREVIEW':
      // Previews are made at arrival: whoever would not wait need not wait (RFC 8970 §4.1).
      if (parser.followedBy(' (LAZY')) parser.sp().list((p) => p.oneOf(['LAZY'], 'preview modifier'));
      return { type: 'preview' };
    case 'BODY':
      return parser.next('[') ? section(parser, false) : { type: 'body' };
    case 'BODY.PEEK':
      return section(parser, true);
    case 'BINARY':
    case 'BINARY.PEEK': {
      const part = binaryPart(parser);
      return { type: 'binary', label: `BINARY[${part.join('.')}]`, part, partial: partial(parser), peek: name === 'BINARY.PEEK' };
    }
    case 'BINARY.SIZE': {
      const part = binaryPart(parser);
      return { type: 'binarySize', label: `BINARY.SIZE[${part.join('.')}]`, part, partial: undefined, peek: true };
    }
    default:
      throw new CommandSyntaxError(`Unknown fetch attribute ${name.slice(0, 40)}`);
  }
}

/** `[1.2.HEADER.FIELDS (From)]<0.100>` */
function section(parser: Parser, peek: boolean): FetchItem {
  parser.character('[');
  const part = partNumbers(parser);
  let text: SectionText | undefined;
  if (!parser.next(']')) text = sectionText(parser, part.length > 0);
  parser.character(']');
  const words = [part.join('.'), text ? sectionLabel(text) : ''].filter(Boolean).join('.');
  return { type: 'section', label: `BODY[${words}]`, part, text, partial: partial(parser), peek };
}

/** Part numbers; a dot behind the last one, before HEADER, TEXT or MIME, is consumed. */
function partNumbers(parser: Parser): number[] {
  const part: number[] = [];
  while (parser.peek() >= 0x30 && parser.peek() <= 0x39) {
    part.push(parser.nzNumber('a part number from 1'));
    if (part.length > MAX_PART_DEPTH) throw new CommandSyntaxError(`A part number may be ${MAX_PART_DEPTH} levels deep`);
    if (!parser.take('.')) {
      if (!parser.next(']')) parser.fail('"." or "]"');
      return part;
    }
    if (parser.next(']')) parser.fail('a part number, HEADER, TEXT or MIME');
  }
  return part;
}

function binaryPart(parser: Parser): number[] {
  parser.character('[');
  const part = partNumbers(parser);
  parser.character(']');
  return part;
}

function sectionText(parser: Parser, insidePart: boolean): SectionText {
  const name = parser.attributeName('HEADER, TEXT or MIME');
  switch (name) {
    case 'HEADER':
      return { type: 'header' };
    case 'TEXT':
      return { type: 'text' };
    case 'HEADER.FIELDS':
    case 'HEADER.FIELDS.NOT': {
      const names = parser.sp().list((p) => p.astring('a header field name'));
      if (names.length === 0) throw new CommandSyntaxError(`${name} needs a header field name`);
      return { type: 'fields', names, excluded: name === 'HEADER.FIELDS.NOT' };
    }
    case 'MIME':
      if (insidePart) return { type: 'mime' };
      throw new CommandSyntaxError('MIME needs a part number before it');
    default:
      throw new CommandSyntaxError(`Unknown section ${name.slice(0, 40)}`);
  }
}

function sectionLabel(text: SectionText): string {
  if (text.type !== 'fields') return text.type.toUpperCase();
  return `HEADER.FIELDS${text.excluded ? '.NOT' : ''} (${text.names.map((name) => formatAstring(name)).join(' ')})`;
}

function partial(parser: Parser): Partial | undefined {
  if (!parser.take('<')) return undefined;
  const offset = parser.number('an offset');
  const length = parser.character('.').nzNumber('a length from 1');
  parser.character('>');
  return { offset, length };
}
