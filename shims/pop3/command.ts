import type { Answer } from './answer.ts';
import type { Session, State } from './session.ts';

export interface CommandContext {
  readonly session: Session;
  /** Everything behind the command's name and one space, as sent. */
  readonly argument: string;
  /**
   * Sends a SASL challenge and reads the response (RFC 5034 §4).
   * @returns undefined when the client cancels with "*"
   */
  challenge(base64: string): Promise<string | undefined>;
  /** Changes to TLS behind the answer; what was pipelined in clear text is dropped. */
  startTls(): void;
}

export interface Command {
  readonly states: readonly State[];
  run(context: CommandContext): Answer | Promise<Answer>;
}

/** A message number (RFC 1939 §5): digits alone. @returns undefined for anything else */
export function messageNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

export const NO_SUCH_MESSAGE = 'No such message';
