/** The REST interface (`/api/v1`), typed by its description. */
import { send, type HttpRequest } from './http.ts';

/**
 * Calls an operation and hands back its JSON, undefined where there is none (204).
 * @param path below `/api/v1`, parameters already encoded
 * @throws what `send` throws
 */
export async function rest<T = void>(path: string, request: HttpRequest = {}): Promise<T> {
  const response = await send(`/api/v1${path}`, request);
  if (response.status === 204 || response.headers.get('Content-Length') === '0') return undefined as T;
  return (await response.json()) as T;
}
