/** What can go wrong between this page and the server. Each kind has its own words in `text/<language>/errors.ts`. */

/** No answer: no network, or a server that is away. What was to be done is tried again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** A file was changed, moved or taken away on the disk since it was chosen, or is a folder: the browser reads nothing of it any more. The network has no part in this. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  /** As the person knows it; empty where it has none. */
  readonly fileName: string;

  constructor(fileName: string) {
    super('The file cannot be read any more.');
    this.fileName = fileName;
  }
}

/** The session has ended (401): whoever sits here has to sign in again; nothing local is lost by that. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** A refused HTTP request (problem details, RFC 9457). */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;
  /** The problem's code, such as `tooManyAttempts`; of JMAP the last part of its type, such as `limit`. */
  readonly type: string;
  /** Milliseconds to wait before another try; undefined where waiting does not help. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, type: string, detail: string, retryAfterMs?: number) {
    super(detail);
    this.status = status;
    this.type = type;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A method that did nothing (RFC 8620 §3.6.2). */
export class MethodFailed extends Error {
  override readonly name = 'MethodFailed';
  readonly method: string;
  readonly type: string;

  constructor(method: string, type: string, description: string | undefined) {
    super(description ?? type);
    this.method = method;
    this.type = type;
  }
}

/** An object that was not created, changed or destroyed (RFC 8620 §5.3). */
export class SetFailed extends Error {
  override readonly name = 'SetFailed';
  readonly type: string;
  readonly properties: readonly string[];
  /** With `blobNotFound`, the ids of the blobs that are not there (RFC 8621 §4.6). */
  readonly notFound: readonly string[];

  constructor(error: { type: string; description?: string | null; properties?: string[] | null; notFound?: string[] | null }) {
    super(error.description ?? error.type);
    this.type = error.type;
    this.properties = error.properties ?? [];
    this.notFound = error.notFound ?? [];
  }
}

/** Whether another try may succeed without anybody doing anything. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  if (error instanceof RequestRefused) return error.status === 429 || error.status >= 500;
  return error instanceof MethodFailed && (error.type === 'serverUnavailable' || error.type === 'serverFail');
}
