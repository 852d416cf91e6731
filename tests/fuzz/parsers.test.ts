/** The parsers by themselves: none throws what it does not announce, none hangs, and what has an inverse comes back. */
import { validateHeaderValue } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { attachment } from '../../api/http/content-disposition.ts';
import { parseRange } from '../../api/http/range.ts';
import { fromId, type IdType, idPrefixes, toId } from '../../api/ids.ts';
import { type ParsedBlobId, parseBlobId } from '../../api/jmap/blob-access.ts';
import { applyPatch } from '../../api/jmap/patch.ts';
import { formatState, parseState } from '../../api/jmap/state.ts';
import { isCoreError } from '../../api/client/errors.ts';
import { mailboxName } from '../../api/mail/mailboxes/names.ts';
import { baseSubject, fieldsOf, type HeaderForm, headerForm, jmapBody, type Part, parseMessage, partText, projectMessage } from '../../api/mail/mime/index.ts';
import { loadConfig } from '../../config.ts';
import { ConfigError } from '../../config/problems.ts';
import { Parser } from '../../shims/imap/grammar/parser.ts';
import { CommandSyntaxError } from '../../shims/imap/grammar/syntax-error.ts';
import { fetchAttributes } from '../../shims/imap/grammar/parse-fetch.ts';
import { searchArguments } from '../../shims/imap/grammar/parse-search.ts';
import { Refusal } from '../../shims/imap/grammar/status-response.ts';
import { decodeMailboxName, decodeUtf7, encodeUtf7 } from '../../shims/imap/grammar/utf7.ts';
import { parseCommandArguments } from '../../shims/smtp/command-arguments.ts';
import { generateMessage, mutate as mutateMessage } from '../unit/mime/generate.ts';
import { fuzz, mutate, pick, type Random, upTo } from './fuzz.ts';

const alphabets = [[0x20, 0x7e], [0, 0x1f], [0x80, 0x24f], [0x600, 0x6ff], [0x2000, 0x206f], [0xd800, 0xdfff], [0xfff0, 0xffff], [0x1f300, 0x1f6ff]] as const;

/** A string of anything, half surrogate pairs too. */
function anyText(random: Random, longest: number): string {
  let text = '';
  for (let length = upTo(random, longest); length > 0; length--) {
    const [first, last] = pick(random, alphabets);
    text += String.fromCodePoint(first + upTo(random, last - first + 1));
  }
  return text;
}

function same(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${what}: ${JSON.stringify(actual)?.slice(0, 300)} is not ${JSON.stringify(expected)?.slice(0, 300)}`);
}

fuzz('RFC 3501 §5.1.3: mailbox names in modified UTF-7 come back, and each name has one form', (random) => {
  const name = anyText(random, 40).replace(/\p{Cs}/gu, '\ufffd');
  same(decodeUtf7(encodeUtf7(name)), name, 'name');
  const wire = mutate(random, encodeUtf7(name), ['&', '-', '&-', '&AAA-', '&2D0-', ',', '/']);
  const decoded = decodeUtf7(wire);
  if (decoded !== undefined) same(encodeUtf7(decoded), wire, 'wire form');
  decodeMailboxName(wire, random() < 0.5);
});

fuzz('RFC 8621 §2: a mailbox name is refused, or one that can be stored and shown', (random) => {
  const given = random() < 0.3 ? mutate(random, pick(random, ['INBOX', 'Other Users', 'a/b', '..', 'é'])) : anyText(random, 300);
  let name: string;
  try {
    name = mailboxName(given, 255, random() < 0.5);
  } catch (error) {
    if (isCoreError(error) && error.kind === 'invalidProperties') return;
    throw error;
  }
  if (Buffer.byteLength(name) > 255 || /[\p{Cc}\p{Cs}/]/u.test(name) || name.normalize('NFC') !== name) throw new Error(`accepted ${JSON.stringify(name)}`);
  same(decodeMailboxName(encodeUtf7(name)), /^inbox$/i.test(name) ? 'INBOX' : name, 'over IMAP');
});

fuzz('ids of all types: only what we write is read', (random) => {
  const type = pick(random, Object.keys(idPrefixes) as IdType[]);
  const number = Math.floor(random() * 2 ** upTo(random, 54));
  same(fromId(type, toId(type, number)), number, 'id');
  const other = mutate(random, toId(type, number), ['a', '0', 'V', '-', '.']);
  const read = fromId(type, other);
  if (read !== undefined) same(toId(type, read), other, 'id');
});

function depthOf(id: ParsedBlobId): number {
  return id.kind === 'part' ? 1 + depthOf(id.parent) : 0;
}

fuzz('blob ids: malformed ones are none, and parts lie in bounds', (random) => {
  const stored = `b${'0123456789abcdef'.repeat(4)}`;
  const id = mutate(random, pick(random, [stored, 'me1', `${stored}-0-10-i`, `me1-5-9-b-0-4-q`, `${stored}-0-9007199254740991-u`]), ['-0-1-i', '-1-0-b', '-01-2-i', 'b', 'm', '-9007199254740993-9007199254740994-q']);
  const parsed = parseBlobId(id);
  for (let at = parsed; at; at = at.kind === 'part' ? at.parent : undefined) {
    if (at.kind === 'part' && !(at.start <= at.end && Number.isSafeInteger(at.end))) throw new Error(`a range of ${id}`);
    if (at.kind === 'stored' && !/^[0-9a-f]{64}$/.test(at.hash)) throw new Error(`a hash of ${id}`);
  }
  if (parsed && depthOf(parsed) > 10) throw new Error(`too deep: ${id}`);
});

fuzz('states (RFC 8620 §5.2): those that are read are written the same', (random) => {
  const state = mutate(random, pick(random, ['0', '17', '9007199254740991', '20:5:10']), [':', '0', '00', '-1']);
  const parsed = parseState(state);
  if (parsed) same(parseState(formatState(parsed)), parsed, state);
});

fuzz('patches (RFC 8620 §5.3): refused or applied, and no prototype is touched', (random) => {
  const before = { keywords: { $seen: true }, mailboxIds: { f1: true }, name: 'x', list: [1, { a: 2 }] };
  const patch = Object.fromEntries(Array.from({ length: 1 + upTo(random, 4) }, () => [
    mutate(random, pick(random, ['keywords/$flagged', 'mailboxIds/f1', 'name', 'list/0/a', '__proto__/polluted', 'constructor/prototype/polluted', 'keywords/__proto__/polluted']), ['/', '~0', '~1', '~2', '__proto__']),
    pick(random, [null, true, 1, {}, [], { __proto__: null, polluted: true }]),
  ]));
  try {
    applyPatch(before, patch as Record<string, unknown>);
  } catch (error) {
    if (!isCoreError(error)) throw error;
  }
  same(before, { keywords: { $seen: true }, mailboxIds: { f1: true }, name: 'x', list: [1, { a: 2 }] }, 'the object before');
  if ('polluted' in {} || 'polluted' in Function.prototype) throw new Error(`${JSON.stringify(patch)} reached a prototype`);
});

fuzz('RFC 6266, RFC 9110 §14: names and ranges give headers that can be sent', (random) => {
  validateHeaderValue('Content-Disposition', attachment(anyText(random, 300)));
  const size = upTo(random, 1000);
  const range = parseRange(mutate(random, pick(random, ['bytes=0-1', 'bytes=-5', 'bytes=5-', 'bytes=0-0,5-7']), ['-', ',', 'bytes=', '9999999999999999']), size);
  if (range !== null && range !== 'none' && !(range.start >= 0 && range.start < range.end && range.end <= size)) throw new Error(`${JSON.stringify(range)} of ${size}`);
});

fuzz('RFC 5321 §4.1.2: paths and parameters hold nothing that could end a line', (random) => {
  const parsed = parseCommandArguments('MAIL FROM', mutate(random, pick(random, ['MAIL FROM:<a@b.example> SIZE=5', 'MAIL FROM:<"a \\" b"@[IPv6:::1]> RET=FULL ENVID=a+20', 'MAIL FROM:<@x:é@ü.example> SMTPUTF8']), ['<', '>', '"', '\\', '@', '+0D', '+0A', '=', ' ']));
  if (!parsed) return;
  const values = [parsed.address, ...[...parsed.parameters].flat().filter((value) => typeof value === 'string')];
  if (values.some((value) => /[\x00-\x1f\x7f]/.test(value)) || Buffer.byteLength(parsed.address) > 320) throw new Error(JSON.stringify(values));
});

const searches = ['OR NOT SEEN (FROM "a" SINCE 1-Jan-2020) TEXT b', 'RETURN (MIN COUNT) 1:*,5 KEYWORD x', 'CHARSET UTF-8 HEADER a "b" MODSEQ "/flags/a" all 5', 'UID 1:5 LARGER 5 YOUNGER 3'];
const fetches = ['(FLAGS BODY.PEEK[1.2.HEADER.FIELDS (a b)]<0.5>)', 'ALL', 'BODY[HEADER.FIELDS.NOT (x)]', '(UID BODYSTRUCTURE BINARY.SIZE[1])'];

fuzz('RFC 9051 §9: SEARCH and FETCH are read or refused', (random) => {
  const isSearch = random() < 0.5;
  const line = mutate(random, pick(random, isSearch ? searches : fetches), ['(', ')', 'NOT ', 'OR ', '[', ']', '<', '.', '"', '*', ':'], 6);
  try {
    const parser = new Parser({ lines: [line], literals: [] });
    if (isSearch) searchArguments(parser);
    else fetchAttributes(parser);
    parser.end();
  } catch (error) {
    if (!(error instanceof CommandSyntaxError || error instanceof Refusal)) throw error;
  }
});

const forms: readonly HeaderForm[] = ['asRaw', 'asText', 'asAddresses', 'asGroupedAddresses', 'asMessageIds', 'asDate', 'asURLs'];
const values = ['=?utf-8?q?=C3=A9?= =?x?b?YQ==?=', '"Doe, J." <j@example.org>, g: a@b, c@d;', '<a@b> <c@d> (x)', 'Tue, 24 Nov 2026 23:14:13 +0100', '<http://x.example/?a=b>, <mailto:a@b>', 'Re: [list] (fwd) x', "text/plain; charset*0*=utf-8''%C3; a=\"b\\\"c\""];

fuzz('RFC 8621 §4.1.2: every form of any header value', (random) => {
  const value = Buffer.from(mutate(random, pick(random, values), ['=?', '?=', '(', ')', '<', '>', ':', ';', ',', '"', '\\', '\r\n ', '%', '*0*='], 8), 'latin1');
  for (const form of forms) {
    const read = headerForm(value, form);
    if (form === 'asDate' && typeof read === 'string' && Number.isNaN(Date.parse(read))) throw new Error(`no date: ${read}`);
  }
  baseSubject(value.toString('latin1'));
});

function walk(source: Buffer, part: Part, from: number, to: number): void {
  if (!(part.headerStart >= from && part.headerStart <= part.headerEnd && part.headerEnd <= part.bodyStart && part.bodyStart <= part.bodyEnd && part.bodyEnd <= to)) {
    throw new Error(`part ${part.partId} lies at ${[part.headerStart, part.headerEnd, part.bodyStart, part.bodyEnd].join(' ')} in ${from} ${to}`);
  }
  if (part.type === 'text') partText(source, part);
  for (const child of part.parts) walk(source, child, part.bodyStart, part.bodyEnd);
}

fuzz('MIME: any bytes are a message, whose parts lie inside of it', (random) => {
  const source = mutateMessage(random, generateMessage(random));
  const parsed = parseMessage(source);
  walk(source, parsed.root, 0, source.length);
  const projection = projectMessage(source, parsed);
  jmapBody(projection.structure);
  for (const field of fieldsOf(source)) if (field.end > source.length) throw new Error('a field ends outside');
  if (projection.preview.length > 1024) throw new Error('a preview that its column does not hold');
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'messagerie-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const yaml = `data: ./data
domains: [example.org, "münchen.example"]
publicUrl: https://mail.example.org
listeners:
  imap: {address: 127.0.0.1, port: 143, tls: starttls}
  http: false
database: {url: "mariadb://user:geheim-word@host/db?socketPath=/x"}
smarthost: {host: relay.example, port: 587, tls: starttls, user: u, passwordFile: /etc/pw}
limits: {messageBytes: 50MiB, signInWindow: 15m}
log: {level: info}
`;

fuzz('configuration: used, or refused with where and why, without the secret in it', (random) => {
  const file = join(folder, 'messagerie.yaml');
  writeFileSync(file, Buffer.from(mutate(random, yaml, ['{', '}', '[', ']', ': ', '\n  ', '- ', '&a ', '*a', '!!js/function ', '<<: ', '"', "'", '|', '>', '~', '? ', '---\n', '%YAML 9\n'], 3), 'latin1'));
  try {
    loadConfig({ file, env: {}, cwd: folder, systemFile: join(folder, 'none') });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (error.problems.length === 0 || error.problems.some(({ where, message }) => where === '' || message === '')) throw new Error('a refusal that says nothing');
    // A wrong value of another key is shown as it is written, also where a mutation has put the password there.
    if (error.problems.some(({ key, message }) => `${key} ${message.startsWith('"') ? '' : message}`.includes('geheim-word'))) throw new Error(`the password is in ${error.message}`);
  }
});
