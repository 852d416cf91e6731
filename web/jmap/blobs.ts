/** Bytes to and from the server (RFC 8620 §6). */
import type { UploadResponse } from '../../openapi/generated/jmap.ts';
import { RequestRefused, SignedOut, Unreachable } from './errors.ts';

export interface Upload {
  readonly done: Promise<UploadResponse>;
  cancel(): void;
}

/**
 * Uploads a file or a piece of one.
 * @param onProgress bytes sent so far; `fetch` does not tell, so this is an XMLHttpRequest
 * @throws (by rejection of `done`) Unreachable, SignedOut, RequestRefused; `AbortError` after `cancel`
 */
export function upload(accountId: string, blob: Blob, onProgress?: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadResponse>((resolve, reject) => {
    request.open('POST', `/jmap/upload/${encodeURIComponent(accountId)}`);
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', blob.type || 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress?.(event.loaded);
    request.onerror = () => reject(new Unreachable('The server does not answer.'));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onload = () => {
      const body = request.response as (UploadResponse & { type?: string; detail?: string; title?: string }) | null;
      if (request.status >= 200 && request.status < 300 && body) return resolve(body);
      if (request.status === 401) return reject(new SignedOut('Signed out.'));
      const type = body?.type ?? 'about:blank';
      reject(new RequestRefused(request.status, type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':')) + 1), body?.detail ?? body?.title ?? String(request.status)));
    };
    request.send(blob);
  });
  return { done, cancel: () => request.abort() };
}

/**
 * The address of a blob.
 * @param type the media type that it is served as; the server shows nothing in place that could run here
 */
export function downloadUrl(accountId: string, blobId: string, name: string, type = 'application/octet-stream'): string {
  const path = [accountId, blobId, name || 'file'].map(encodeURIComponent).join('/');
  return `/jmap/download/${path}?type=${encodeURIComponent(type)}`;
}
