/** Bytes to and from the server (RFC 8620 §6). */
import type { UploadResponse } from '../../openapi/generated/jmap.ts';
import { FileUnreadable, RequestRefused, SignedOut, Unreachable } from './errors.ts';

export interface Upload {
  readonly done: Promise<UploadResponse>;
  cancel(): void;
}

/**
 * Uploads a file or a piece of one.
 * @param onProgress bytes sent so far; `fetch` does not tell, so this is an XMLHttpRequest
 * @throws (by rejection of `done`) Unreachable, FileUnreadable, SignedOut, RequestRefused; `AbortError` after `cancel`
 */
export function upload(accountId: string, blob: Blob, onProgress?: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadResponse>((resolve, reject) => {
    request.open('POST', `/jmap/upload/${encodeURIComponent(accountId)}`);
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', blob.type || 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress?.(event.loaded);
    request.onerror = () => void isReadable(blob).then((may) => reject(may ? new Unreachable('The server does not answer.') : new FileUnreadable(blob instanceof File ? blob.name : '')));
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

/** The browser says of an upload that failed only that it did, whether the network or the file was the reason. */
async function isReadable(blob: Blob): Promise<boolean> {
  try {
    // A file that was taken away has no bytes any more, and a piece of nothing can be read always.
    await (blob.size === 0 ? blob : blob.slice(0, 1)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * The address of a blob.
 * @param type the media type that it is served as; the server shows nothing in place that could run here
 */
export function downloadUrl(accountId: string, blobId: string, name: string, type = 'application/octet-stream'): string {
  const path = [accountId, blobId, name || 'file'].map(encodeURIComponent).join('/');
  return `/jmap/download/${path}?type=${encodeURIComponent(type)}`;
}
