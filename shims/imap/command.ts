import type { Connection } from './connection.ts';
import type { Parser } from './grammar/parser.ts';
import type { LiteralDecision, LiteralHead } from './grammar/reader.ts';
import type { StatusResponse } from './grammar/status-response.ts';
import type { Writer } from './grammar/writer.ts';
import type { ImapSession } from './imap-session.ts';
import type { SessionState } from './session.ts';

export type Updates = 'all' | 'without expunge' | 'none';

/** What a command runs with. */
export interface CommandContext {
  readonly session: ImapSession;
  readonly writer: Writer;
  /** Challenges, IDLE, TLS, closing. */
  readonly connection: Connection;
  /** The command came with UID before its name (RFC 9051 §6.4.9). */
  readonly uid: boolean;
  /** The command's tag: ESEARCH answers name it (RFC 4731 §2). */
  readonly tag: string;
}

/**
 * One command: grammar in, API calls, grammar out. Lives in `commands/<name>.ts` and is entered in `commands/index.ts`.
 */
export interface CommandDefinition<Arguments> {
  /** Where it may be given. */
  readonly states: readonly SessionState[];
  /**
   * Which untagged changes may be told before the tagged answer: EXPUNGE not in FETCH, STORE and SEARCH, where sequence numbers
   * in a pipelined command would change their meaning (RFC 9051 §7.5.1).
   */
  readonly updates?: Updates;
  /** Reads the arguments, each with the space before it; the end is checked by the caller. */
  parse(parser: Parser, context: CommandContext): Arguments;
  /** Carries it out; the result is the tagged answer. */
  run(context: CommandContext, args: Arguments): StatusResponse | Promise<StatusResponse>;
  /**
   * Where a literal goes, before it is read; without this, it is held in memory. The parser stands behind the command's name
   * and ends at the pending literal.
   */
  literal?(context: CommandContext, parser: Parser, head: LiteralHead): LiteralDecision | Promise<LiteralDecision>;
}

/** A command as the connection sees it. */
export interface Command {
  readonly states: readonly SessionState[];
  readonly updates: Updates;
  /** Reads all arguments; the result carries the command out. */
  prepare(parser: Parser, context: CommandContext): () => StatusResponse | Promise<StatusResponse>;
  literal: CommandDefinition<never>['literal'] | undefined;
}

/** Ties a command's grammar to what it does. */
export function command<Arguments>(definition: CommandDefinition<Arguments>): Command {
  return {
    states: definition.states,
    updates: definition.updates ?? 'all',
    prepare(parser, context) {
      const args = definition.parse(parser, context);
      parser.end();
      return () => definition.run(context, args);
    },
    literal: definition.literal?.bind(definition),
  };
}

/** The form with UID before its name: it names no sequence numbers, so that EXPUNGE may be told (RFC 9051 §6.4.9). */
export function uidForm(plain: Command): Command {
  return { ...plain, updates: 'all' };
}

/** The states a command without a condition may be given in. */
export const ANY_STATE: readonly SessionState[] = ['not authenticated', 'authenticated', 'selected'];
export const SIGNED_IN: readonly SessionState[] = ['authenticated', 'selected'];
export const SELECTED: readonly SessionState[] = ['selected'];
