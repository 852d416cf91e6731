import type { LiteralHead } from './reader.ts';
import type { Parser } from './parser.ts';

/** What stands before one message of APPEND (RFC 3502 §6.3.11). */
export interface AppendHead {
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly receivedAt: number | undefined;
}

export interface AppendArguments<Message> {
  readonly name: string;
  /** With what was made of its literal. */
  readonly messages: readonly (AppendHead & { readonly message: Message })[];
  /** The message whose literal is announced and not there yet. */
  readonly next: (AppendHead & { readonly literal: LiteralHead }) | undefined;
}

/**
 * APPEND behind its name, as far as it has come: a mailbox, and messages with flags and date each (RFC 9051 §6.3.12, RFC 3502; `UTF8 (~{…})`: RFC 6855 §4).
 * @returns undefined where the name of the mailbox is itself a literal that has not come
 */
export function appendArguments<Message>(parser: Parser): AppendArguments<Message> | undefined {
  parser.sp();
  if (parser.pendingLiteral()) return undefined;
  const name = parser.mailbox();
  const messages: (AppendHead & { message: Message })[] = [];
  do {
    parser.sp();
    const head = appendHead(parser);
    const isUtf8 = parser.followedBy('UTF8');
    if (isUtf8) {
      parser.keyword();
      parser.sp().character('(');
    }
    const literal = parser.pendingLiteral();
    if (literal) return { name, messages, next: { ...head, literal } };
    messages.push({ ...head, message: parser.received('a message as a literal') as Message });
    if (isUtf8) parser.character(')');
  } while (parser.next(' '));
  return { name, messages, next: undefined };
}

function appendHead(parser: Parser): AppendHead {
  let flags: readonly string[] = [];
  if (parser.next('(')) {
    flags = parser.flagList();
    parser.sp();
  }
  let receivedAt: number | undefined;
  if (parser.next('"')) {
    receivedAt = parser.dateTime().epochMs;
    parser.sp();
  }
  return { flags, receivedAt };
}
