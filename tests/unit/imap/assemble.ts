import { Parser } from '../../../shims/imap/grammar/parser.ts';
import type { Literal, RawCommand } from '../../../shims/imap/grammar/reader.ts';

const HEAD = /(~?)\{(\d+)\+?\}\r\n/g;

/** A command as the reader would assemble it from its wire text (one character a byte); all literals held. */
export function assemble(wire: string): RawCommand {
  const lines: string[] = [];
  const literals: Literal[] = [];
  let at = 0;
  for (;;) {
    HEAD.lastIndex = at;
    const head = HEAD.exec(wire);
    if (!head) break;
    const sizeBytes = Number(head[2]);
    lines.push(wire.slice(at, head.index));
    at = head.index + head[0].length + sizeBytes;
    literals.push({
      kind: 'held',
      head: { sizeBytes, synchronising: true, binary: head[1] === '~' },
      bytes: Buffer.from(wire.slice(at - sizeBytes, at), 'latin1'),
    });
  }
  lines.push(wire.slice(at));
  return { lines, literals };
}

/** A parser over wire text. */
export function parserOver(wire: string): Parser {
  return new Parser(assemble(wire));
}

/** Reads all of the text by one production. */
export function parseAll<T>(wire: string, production: (parser: Parser) => T): T {
  const parser = parserOver(wire);
  const result = production(parser);
  parser.end();
  return result;
}
