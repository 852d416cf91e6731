import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Manifest } from './manifest.ts';

export interface BackupMailbox {
  readonly id: number;
  readonly parentId: number;
  readonly name: string;
  readonly role: string | null;
  readonly sortOrder: number;
}

/** An Email of a backup with its places in mailboxes. */
export interface BackupMessage {
  readonly id: number;
  readonly blobHash: string;
  /** Of the stored bytes, without the prefix. */
  readonly blobBytes: number;
  readonly segment: number;
  readonly offset: number;
  /** Header lines of this recipient alone. */
  readonly prefix: Buffer | null;
  readonly bits: number;
  readonly extra: string | null;
  readonly receivedAt: number;
  readonly memberships: readonly { readonly mailboxId: number; readonly receivedAt: number; readonly deleted: boolean }[];
}

/** What the owner, or somebody for everybody, has noted on a mailbox (RFC 5464). */
export interface BackupMetadata {
  readonly mailboxId: number;
  readonly isShared: boolean;
  readonly entry: string;
  readonly value: Buffer;
}

export interface OpenBackup {
  /** The account with this address, or undefined. */
  account(address: string): Promise<{ id: number; address: string } | undefined>;
  mailboxes(accountId: number): Promise<BackupMailbox[]>;
  metadata(accountId: number): Promise<BackupMetadata[]>;
  /**
   * Messages by ascending id, in pages.
   * @param options.mailboxIds only messages in these, and of their places only these @param options.messageIdHash only messages with this Message-ID
   */
  messages(accountId: number, options: { after: number; mailboxIds: readonly number[]; messageIdHash: string | null }): Promise<BackupMessage[]>;
  /** The bytes of a message's blob; fewer where its segment ends early. @throws Error where there is no such segment */
  bytes(message: Pick<BackupMessage, 'segment' | 'offset' | 'blobBytes'>): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens a backup's database in a thread: it has no indexes, and nobody shall wait while it is searched. */
export function openBackup(folder: string, manifest: Manifest): OpenBackup {
  const worker = new Worker(new URL('./read-thread.mjs', import.meta.url), { workerData: { file: join(folder, manifest.database.file) } });
  const segments = new Map<number, Promise<FileHandle>>();
  const files = new Map(manifest.segments.map(({ number, file }) => [number, join(folder, file)]));
  const waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on('message', ({ answer, error }: { answer: unknown; error?: string }) => {
    const next = waiting.shift();
    if (error === undefined) next?.resolve(answer);
    else next?.reject(new Error(error));
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread that reads the backup has ended')));
  const ask = <T>(question: object): Promise<T> => new Promise<T>((resolve, reject) => {
    if (failure) return reject(failure);
    waiting.push({ resolve: resolve as (answer: unknown) => void, reject });
    worker.postMessage(question);
  });
  return {
    account: (address) => ask({ ask: 'account', address }),
    mailboxes: (accountId) => ask({ ask: 'mailboxes', accountId }),
    async metadata(accountId) {
      const rows = await ask<(Omit<BackupMetadata, 'isShared'> & { isShared: number })[]>({ ask: 'metadata', accountId });
      return rows.map((row) => ({ ...row, isShared: row.isShared !== 0, value: Buffer.from(row.value) }));
    },
    async messages(accountId, options) {
      const page = await ask<BackupMessage[]>({ ask: 'messages', accountId, ...options });
      // What went through a message has lost its class.
      return page.map((message) => ({ ...message, prefix: message.prefix && Buffer.from(message.prefix) }));
    },
    async bytes({ segment, offset, blobBytes }) {
      const file = files.get(segment);
      if (file === undefined) throw new Error(`the backup has no segment ${segment}`);
      const opened = segments.get(segment) ?? open(file, 'r');
      segments.set(segment, opened);
      const buffer = Buffer.allocUnsafe(blobBytes);
      const handle = await opened;
      let done = 0;
      while (done < blobBytes) {
        const { bytesRead } = await handle.read(buffer, done, blobBytes - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    },
    async close() {
      await worker.terminate();
      for (const opened of segments.values()) await opened.then((handle) => handle.close(), () => undefined);
    },
  };
}
