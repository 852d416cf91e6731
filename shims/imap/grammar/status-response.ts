/** A response code in square brackets (RFC 9051 §7.1, IANA "IMAP Response Codes"); `detail` is finished wire text after the name. */
export interface ResponseCode {
  readonly name: string;
  readonly detail: string | undefined;
}

/** OK, NO, BAD or BYE with its text (RFC 9051 §7.1). */
export interface StatusResponse {
  readonly kind: 'OK' | 'NO' | 'BAD' | 'BYE';
  readonly text: string;
  readonly code: ResponseCode | undefined;
}

/** A response code, e.g. `code('MODIFIED', '7,9')` or `code('READ-ONLY')`. Numbers and wire text are joined by spaces. */
export function code(name: string, ...detail: (string | number)[]): ResponseCode {
  return { name, detail: detail.length === 0 ? undefined : detail.join(' ') };
}

export const ok = (text: string, code?: ResponseCode): StatusResponse => ({ kind: 'OK', text, code });
export const no = (text: string, code?: ResponseCode): StatusResponse => ({ kind: 'NO', text, code });
export const bad = (text: string, code?: ResponseCode): StatusResponse => ({ kind: 'BAD', text, code });
export const bye = (text: string, code?: ResponseCode): StatusResponse => ({ kind: 'BYE', text, code });

/** A command's answer, thrown from wherever it becomes clear. */
export class Refusal extends Error {
  readonly status: StatusResponse;

  constructor(status: StatusResponse) {
    super(status.text);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** What is not text of a response line (RFC 9051 §9 `text`): line ends, NUL, other controls, and non-ASCII, which IMAP4rev1 does not carry. */
const NOT_TEXT = /[^\x20-\x7e]+/g;

/** The response after its tag, without CRLF. Whatever the text came from, it cannot end the line. */
export function formatStatus({ kind, text, code }: StatusResponse): string {
  const words = text.replace(NOT_TEXT, '?') || 'Done';
  if (!code) return `${kind} ${words.startsWith('[') ? `- ${words}` : words}`;
  const inner = code.detail === undefined ? code.name : `${code.name} ${code.detail}`;
  return `${kind} [${inner.replace(NOT_TEXT, '?')}] ${words}`;
}
