/** Requests to the server that this page came from. The session is a cookie that script cannot read; no request carries a secret. */
import { RequestRefused, SignedOut, Unreachable } from './errors.ts';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The answer is of use even if this page is gone by then: drafts that are saved while it closes. At most 64 KB. */
  readonly keepalive?: boolean;
}

/**
 * Sends a request and hands back its answer if that is a success.
 * @throws Unreachable, SignedOut, RequestRefused
 */
export async function send(url: string, { method = 'GET', json, headers, signal, keepalive }: HttpRequest = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { Accept: 'application/json', ...(json === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(signal ? { signal } : {}),
      ...(keepalive ? { keepalive } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable('The server does not answer.', { cause: error });
  }
  if (response.ok) return response;
  throw await refusalOf(response);
}

/** The error that a refused answer stands for. */
export async function refusalOf(response: Response): Promise<Error> {
  const problem = await problemOf(response);
  if (response.status === 401) return new SignedOut(problem.detail);
  // A proxy in front of a server that is away answers in its place, without a problem document.
  if (problem.type === undefined && [502, 503, 504].includes(response.status)) return new Unreachable(problem.detail);
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new RequestRefused(response.status, problem.type ?? 'about:blank', problem.detail, Number.isFinite(seconds) ? seconds * 1000 : undefined);
}

async function problemOf(response: Response): Promise<{ type?: string; detail: string }> {
  const fallback = { detail: `${response.status} ${response.statusText}`.trim() };
  if (!/json/.test(response.headers.get('Content-Type') ?? '')) return fallback;
  try {
    const { type, code, title, detail } = (await response.json()) as { type?: string; code?: string; title?: string; detail?: string };
    const words = { detail: detail ?? title ?? fallback.detail };
    // The REST interface names the problem by its code; JMAP by the last part of its type (RFC 8620 §3.6.1).
    if (code !== undefined) return { ...words, type: code };
    return type === undefined ? words : { ...words, type: type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':'), type.lastIndexOf('#')) + 1) };
  } catch {
    return fallback;
  }
}
