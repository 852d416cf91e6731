/** What a command answers (RFC 1939 §3, response codes: RFC 2449 §8, RFC 3206). */

export type Body = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** `IN-USE`: another session has the maildrop. `AUTH`: the name or password. `SYS/TEMP`, `SYS/PERM`: neither. */
export type ResponseCode = 'IN-USE' | 'AUTH' | 'SYS/TEMP' | 'SYS/PERM';

export type Answer =
  | { readonly kind: 'ok'; readonly text: string; /** Dot-stuffed, ending in CRLF; the final dot is added. */ readonly body?: Body }
  | { readonly kind: 'err'; readonly text: string; readonly code?: ResponseCode | undefined; /** A command that makes no sense. */ readonly isNonsense?: boolean };

export function ok(text: string, body?: Body): Answer {
  return body ? { kind: 'ok', text, body } : { kind: 'ok', text };
}

/** A refusal of something that could be asked. */
export function err(text: string, code?: ResponseCode): Answer {
  return { kind: 'err', text, code };
}

/** A refusal of what cannot be asked; too many of these end the connection. */
export function nonsense(text: string): Answer {
  return { kind: 'err', text, isNonsense: true };
}

export function answerLine(answer: Answer): string {
  if (answer.kind === 'ok') return `+OK ${answer.text}\r\n`;
  return `-ERR ${answer.code === undefined ? '' : `[${answer.code}] `}${answer.text}\r\n`;
}

const BATCH_CHARACTERS = 16 * 1024;

/** Lines that need no stuffing, in pieces of some size. */
export function* linesBody(lines: Iterable<string>): Generator<Uint8Array> {
  let batch = '';
  for (const line of lines) {
    batch += `${line}\r\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield Buffer.from(batch, 'latin1');
    batch = '';
  }
  if (batch !== '') yield Buffer.from(batch, 'latin1');
}
