import type { LimitName } from '../../config.ts';

/** Why a whole request is refused (RFC 8620 §3.6.1), by the last part of the problem's type. */
export type RequestRefusalKind = 'unknownCapability' | 'notJSON' | 'notRequest' | 'limit';

/** A request-level error: it becomes a problem document. */
export class RequestRefusal extends Error {
  override name = 'RequestRefusal';
  readonly kind: RequestRefusalKind;
  readonly status: number;
  /** With `limit`: which one. */
  readonly limit: LimitName | undefined;

  /** @param detail a sentence in the language of the account */
  constructor(kind: RequestRefusalKind, status: number, detail: string, limit?: LimitName) {
    super(detail);
    this.kind = kind;
    this.status = status;
    this.limit = limit;
  }

  /** The problem's type (RFC 8620 §3.6.1). */
  get type(): string {
    return `urn:ietf:params:jmap:error:${this.kind}`;
  }
}
