import { isCoreError } from '../../api/client/index.ts';
import { wireText } from '../shared/wire-text.ts';
import type { SmtpLog } from './wiring.ts';

/**
 * An answer that is not 2xx: code, enhanced status (RFC 3463) and text.
 *
 * smtp-server takes `responseCode` and `message` from an error; the enhanced status goes in front of the text, where
 * `Connection.send` finds it.
 */
export class Reply extends Error {
  override name = 'ReplyError';
  readonly responseCode: number;

  constructor(code: number, enhanced: string, text: string) {
    super(`${enhanced} ${text}`);
    this.responseCode = code;
  }
}

export const ENHANCED_STATUS = /^[245]\.\d{1,3}\.\d{1,3} /;

/** The answer to whatever was thrown: a refusal's own code and words, else 451 and a line in the log. */
export function replyTo(error: unknown, log: SmtpLog, during: string): Reply {
  if (error instanceof Reply) return error;
  if (isCoreError(error)) {
    const [code, enhanced] = error.mapping.smtp;
    return new Reply(code, enhanced, wireText(error.message));
  }
  log.error({ err: error, command: during }, 'smtp command failed');
  return new Reply(451, '4.3.0', 'Internal error, try again later; it has been logged');
}
