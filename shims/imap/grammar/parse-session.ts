import type { Parser } from './parser.ts';
import { CommandSyntaxError } from './syntax-error.ts';

const ID_PAIRS = 30;
const ID_NAME_BYTES = 30;
const ID_VALUE_BYTES = 1024;

/** ID's list or NIL (RFC 2971 §3.3), within the RFC's own limits. Names in lower case. */
export function idParameters(parser: Parser): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!parser.next('(')) {
    if (parser.nstring('a list or NIL') !== undefined) throw new CommandSyntaxError('Expected a list or NIL');
    return fields;
  }
  parser.list((p) => {
    const name = p.string('a field name');
    const value = p.sp().nstring();
    if (name.length > ID_NAME_BYTES) throw new CommandSyntaxError(`An ID field name may have ${ID_NAME_BYTES} bytes`);
    if (value !== undefined && value.length > ID_VALUE_BYTES) throw new CommandSyntaxError(`An ID value may have ${ID_VALUE_BYTES} bytes`);
    if (value !== undefined) fields.set(name.toLowerCase(), value);
    if (fields.size > ID_PAIRS) throw new CommandSyntaxError(`ID may have ${ID_PAIRS} fields`);
  });
  return fields;
}

/** The capabilities named by ENABLE (RFC 5161 §3.1), in upper case. */
export function enableArguments(parser: Parser): string[] {
  const names = [parser.sp().keyword('a capability')];
  for (;;) {
    const further = parser.optional((p) => p.keyword('a capability'));
    if (!further) return names;
    names.push(further);
  }
}

/** SETQUOTA's `(STORAGE 512 MESSAGE 100)` (RFC 9208 §4.1.3): units of 1024 octets, or messages. */
export function quotaLimits(parser: Parser): { resource: string; limit: number }[] {
  return parser.list((p) => {
    const resource = p.keyword('a quota resource');
    return { resource, limit: p.sp().number64('a limit') };
  });
}

/** AUTHENTICATE's mechanism and initial response (RFC 4959 §3): undefined where the client waits for the challenge, empty for "=". */
export function authenticateArguments(parser: Parser): { mechanism: string; initialResponse: Buffer | undefined } {
  const mechanism = parser.sp().keyword('a mechanism');
  const initialResponse = parser.optional((p) => (p.take('=') ? Buffer.alloc(0) : decodeBase64(p.astringBytes('a response in base64'))));
  return { mechanism, initialResponse };
}

/** A SASL response; strict, since a shortened secret would only look like a wrong one. */
export function decodeBase64(text: string): Buffer {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new CommandSyntaxError('The response is not base64');
  return Buffer.from(text, 'base64');
}
