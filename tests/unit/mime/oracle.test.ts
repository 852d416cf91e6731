import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodePart, headerFields, isMultipart, jmapBody, parseMessage, partText, projectMessage } from '../../../api/mail/mime/index.ts';
import type { Part } from '../../../api/mail/mime/index.ts';
import { generateMessage, mutate, seeded } from './generate.ts';

const seed = Number(process.env.MESSAGERIE_TEST_SEED ?? Date.now() % 2_147_483_647);
console.log(`mime oracle: MESSAGERIE_TEST_SEED=${seed}`);

type Leaf = [type: string, md5: string, filename: string | null];

test('RFC 2045, 2046: 10 000 generated messages are cut and decoded as Python\'s email does', () => {
  const random = seeded(seed);
  const messages = Array.from({ length: 10_000 }, () => generateMessage(random));
  const folder = mkdtempSync(join(tmpdir(), 'mime-oracle-'));
  try {
    const file = join(folder, 'messages');
    writeFileSync(file, messages.map((message) => message.toString('base64')).join('\n'));
    const output = execFileSync('python3', [join(import.meta.dirname, 'oracle.py'), file], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
    const expected = output.trimEnd().split('\n');
    expect(expected.length).toBe(messages.length);
    let leaves = 0;
    for (const [index, message] of messages.entries()) {
      const ours = leavesOf(message, parseMessage(message).root);
      leaves += ours.length;
      const theirs = JSON.parse(expected[index] as string) as Leaf[];
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
        expect({ index, ours, message: message.toString('latin1') }).toEqual({ index, ours: theirs, message: message.toString('latin1') });
      }
    }
    expect(leaves).toBeGreaterThan(15_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test('100 000 mutated messages: offsets stay in bounds and nest, nothing throws', () => {
  const random = seeded(seed + 1);
  let message = generateMessage(random);
  for (let count = 0; count < 100_000; count++) {
    if (count % 20 === 0) message = generateMessage(random);
    const mutated = mutate(random, message);
    try {
      examine(mutated, count % 10 === 0);
    } catch (error) {
      throw new Error(`message ${count}, seed ${seed}: ${JSON.stringify(mutated.toString('latin1'))}`, { cause: error });
    }
  }
}, 60_000);

/** Leaves in Python's view. It takes the last line end of a part that the end of the message cuts off; we keep it. */
function leavesOf(source: Buffer, part: Part, isEnclosed = false): Leaf[] {
  if (part.message) return leavesOf(source, part.message, isEnclosed);
  if (isMultipart(part)) return part.parts.flatMap((child) => leavesOf(source, child, true));
  const isCutOff = isEnclosed && part.bodyEnd === source.length;
  const end = isCutOff ? lastLineEnd(source, part) : part.bodyEnd;
  const decoded = decodePart(source, { ...part, bodyEnd: end });
  if (end === part.bodyEnd && decoded.length !== part.decodedSize) throw new Error(`decodedSize ${part.decodedSize}, decoded ${decoded.length}`);
  return [[`${part.type}/${part.subtype}`, createHash('md5').update(decoded).digest('hex'), part.filename]];
}

function lastLineEnd(source: Buffer, part: Part): number {
  let end = part.bodyEnd;
  if (end > part.bodyStart && source[end - 1] === 10) end--;
  if (end < part.bodyEnd && end > part.bodyStart && source[end - 1] === 13) end--;
  return end;
}

function examine(source: Buffer, isThorough: boolean): void {
  const parsed = parseMessage(source);
  examinePart(source, parsed.root, 0, source.length, isThorough);
  const projection = projectMessage(source, parsed);
  if (projection.preview.length > 256) throw new Error('preview too long');
  jmapBody(projection.structure);
  if (isThorough) {
    for (const wire of [projection.envelope, projection.bodyStructure, projection.body]) requireOneList(wire.toString('latin1'));
    if (JSON.stringify(JSON.parse(JSON.stringify(projection.structure))) !== JSON.stringify(projection.structure)) throw new Error('structure is not JSON');
  }
}

/** RFC 3501 §9: one parenthesised list of lists, NIL, numbers, quoted strings and literals, blanks only between items. */
function requireOneList(wire: string): void {
  let depth = 0;
  let position = 0;
  const token = /[()]| (?![ )])|NIL(?=[ )])|\d+(?=[ )])|"(?:[\x01-\x09\x0b\x0c\x0e-\x21\x23-\x5b\x5d-\x7f]|\\["\\])*"|\{(\d+)\}\r\n/y;
  while (position < wire.length) {
    token.lastIndex = position;
    const match = token.exec(wire);
    if (match === null) throw new Error(`no IMAP value at ${position}: ${wire}`);
    if (match[0] === '(') depth++;
    else if (match[0] === ')') depth--;
    position = token.lastIndex + Number(match[1] ?? 0);
    if (match[1] !== undefined && wire.slice(token.lastIndex, position).includes('\0')) throw new Error(`NUL in a literal: ${wire}`);
    if (depth === 0 && position < wire.length) throw new Error(`more than one list: ${wire}`);
  }
  if (depth !== 0 || position !== wire.length) throw new Error(`unbalanced: ${wire}`);
}

function examinePart(source: Buffer, part: Part, from: number, to: number, isThorough: boolean): void {
  const { headerStart, headerEnd, bodyStart, bodyEnd } = part;
  if (!(from <= headerStart && headerStart <= headerEnd && headerEnd === bodyStart && bodyStart <= bodyEnd && bodyEnd <= to)) {
    throw new Error(`part ${part.partId}: ${headerStart} ${headerEnd} ${bodyStart} ${bodyEnd} within ${from} ${to}`);
  }
  let previous = bodyStart;
  for (const child of part.parts) {
    examinePart(source, child, previous, bodyEnd, isThorough);
    previous = child.bodyEnd;
  }
  if (part.message) examinePart(source, part.message, bodyStart, bodyEnd, isThorough);
  if (!isThorough) return;
  for (const field of headerFields(source, part)) {
    if (!(field.start < field.valueStart && field.valueStart <= field.valueEnd && field.valueEnd <= field.end && field.end <= headerEnd)) throw new Error(`field ${field.name}`);
  }
  if (part.parts.length === 0 && part.message === null) {
    if (decodePart(source, part).length !== part.decodedSize) throw new Error(`part ${part.partId}: decodedSize ${part.decodedSize}`);
    partText(source, part, 50);
  }
}
