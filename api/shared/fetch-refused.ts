/** Why something was not fetched: `code` for programs, the message for whoever configured the address. */
export class FetchRefused extends Error {
  readonly code: 'address' | 'private' | 'redirect' | 'size' | 'timeout' | 'unreachable' | 'aborted';

  constructor(code: FetchRefused['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FetchRefused';
    this.code = code;
  }
}

/** The refusal behind an error of the HTTP client, whichever layer threw it. */
export function reasonOf(error: unknown, signal: AbortSignal, host: string): FetchRefused {
  if (error instanceof FetchRefused) return error;
  if (signal.aborted) return signal.reason instanceof FetchRefused ? signal.reason : new FetchRefused('aborted', 'Given up by the caller', signal.reason);
  const causes = [error, (error as { cause?: unknown } | null)?.cause];
  const inner = causes.find((cause) => cause instanceof FetchRefused);
  if (inner instanceof FetchRefused) return inner;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (/TIMEOUT/.test(code)) return new FetchRefused('timeout', `${host} does not answer`, error);
  return new FetchRefused('unreachable', `${host} cannot be fetched from: ${error instanceof Error && error.message !== '' ? error.message : code}`, error);
}
