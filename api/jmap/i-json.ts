/** Reads a body as I-JSON (RFC 8259, RFC 7493): what JSON.parse lets through but two programs may understand differently is refused. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Language } from '../client/index.ts';
import { text as sentence, type TextKey } from '../shared/text.ts';
import { RequestRefusal } from './request-refusal.ts';

/** Half surrogate pairs and code points that are no characters (RFC 7493 §2.1). */
const forbidden = /[\p{Cs}\p{Noncharacter_Code_Point}]/u;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Values between two looks at the clock, and how long one stretch may hold the event loop (design §6). */
const stretch = 2048;
const stretchMs = 5;

type Container = Record<string, unknown> | unknown[];

export interface IJsonOptions {
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
  readonly language: Language;
}

/**
 * The value in the bytes. Numbers become doubles; whole numbers past 2^53 lose digits, which the types of arguments refuse where it matters.
 * @throws RequestRefusal notJSON: not UTF-8, not JSON, a name twice in an object, half surrogate pairs, numbers past a double; notRequest: too deep
 */
export async function readIJson(bytes: Uint8Array, { depth, language }: IJsonOptions): Promise<unknown> {
  const notJson = (key: TextKey, params: Record<string, string | number> = {}): RequestRefusal =>
    new RequestRefusal('notJSON', 400, sentence(language, 'request.notJson', { problem: sentence(language, key, params) }));
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notJson('request.encoding');
  }
  const unfit = forbidden.exec(json);
  if (unfit) throw notJson('request.surrogate', { position: unfit.index });

  let at = 0;
  const skipBlanks = (): number => {
    for (;;) {
      const code = json.charCodeAt(at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
      at++;
    }
  };
  const syntax = (): RequestRefusal => notJson('request.syntax', { position: at });

  /** Behind the opening quote. */
  const readString = (): string => {
    const start = at;
    let read = '';
    let from = at;
    for (;;) {
      let code = json.charCodeAt(at);
      while (code !== 34 && code !== 92 && code >= 32) code = json.charCodeAt(++at);
      if (code === 34) {
        const whole = read + json.slice(from, at++);
        if (from !== start && forbidden.test(whole)) throw notJson('request.surrogate', { position: start });
        return whole;
      }
      if (code !== 92) throw syntax();
      read += json.slice(from, at) + readEscape();
      from = at;
    }
  };
  const readEscape = (): string => {
    const letter = json[at + 1] ?? '';
    if (letter === 'u') {
      const digits = json.slice(at + 2, at + 6);
      if (!/^[\da-fA-F]{4}$/.test(digits)) throw syntax();
      at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = '"\\/bfnrt'.indexOf(letter);
    if (letter === '' || plain < 0) throw syntax();
    at += 2;
    return '"\\/\b\f\n\r\t'[plain] as string;
  };
  const readNumber = (): number => {
    number.lastIndex = at;
    const written = number.exec(json)?.[0];
    if (written === undefined) throw syntax();
    const value = Number(written);
    if (!Number.isFinite(value)) throw notJson('request.number', { position: at });
    at += written.length;
    return value;
  };
  const readWord = (): boolean | null => {
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (json.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    throw syntax();
  };
  /** The name of the next member, and its colon. */
  const readName = (object: Record<string, unknown>): string => {
    if (skipBlanks() !== 34) throw syntax();
    const start = at++;
    const name = readString();
    if (Object.hasOwn(object, name)) throw notJson('request.duplicate', { name: JSON.stringify(name.slice(0, 60)), position: start });
    if (skipBlanks() !== 58) throw syntax();
    at++;
    return name;
  };

  // No recursion: the depth is bounded by the limit, not by the stack.
  const open: { container: Container; name: string }[] = [];
  let sinceLook = 0;
  let lookedAt = performance.now();
  for (;;) {
    if (++sinceLook >= stretch) {
      sinceLook = 0;
      if (performance.now() - lookedAt > stretchMs) {
        await nextTurn();
        lookedAt = performance.now();
      }
    }
    const code = skipBlanks();
    let value: unknown;
    if (code === 123 || code === 91) {
      at++;
      const container: Container = code === 123 ? {} : [];
      const isEmpty = skipBlanks() === code + 2;
      if (open.length >= depth) throw new RequestRefusal('notRequest', 400, sentence(language, 'request.notRequest', { where: `${at}`, problem: sentence(language, 'request.tooDeep', { limit: depth }) }));
      if (!isEmpty) {
        open.push({ container, name: Array.isArray(container) ? '' : readName(container) });
        continue;
      }
      at++;
      value = container;
    } else if (code === 34) {
      at++;
      value = readString();
    } else if (code === 45 || (code >= 48 && code <= 57)) value = readNumber();
    else value = readWord();

    // The value is complete: it goes into its container, and closes those that end after it.
    for (;;) {
      const top = open.at(-1);
      if (!top) {
        skipBlanks();
        if (at < json.length) throw syntax();
        return value;
      }
      const { container } = top;
      if (Array.isArray(container)) container.push(value);
      else if (top.name === '__proto__') Object.defineProperty(container, top.name, { value, enumerable: true, configurable: true, writable: true });
      else container[top.name] = value;
      const next = skipBlanks();
      if (next === 44) {
        at++;
        if (!Array.isArray(container)) top.name = readName(container);
        break;
      }
      if (next !== (Array.isArray(container) ? 93 : 125)) throw syntax();
      at++;
      open.pop();
      value = container;
    }
  }
}

const unfitInJson = /\\ud[89a-f]|[\p{Noncharacter_Code_Point}]/iu;
/** The half of each of these that lies in memory last: an expression that reads code points takes five times as long, and hardly any text needs it. */
const endOfUnfit = /[\udffe\udfff\ufdd0-\ufdef\ufffe\uffff]/;

/** A value as I-JSON text: half surrogate pairs and non-characters, which mail can carry, become U+FFFD. */
export function writeIJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\ud') && !endOfUnfit.test(json)) return json;
  if (!unfitInJson.test(json)) return json;
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' && forbidden.test(inner) ? inner.replace(new RegExp(forbidden, 'gu'), '\ufffd') : inner));
}
