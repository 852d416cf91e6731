/** Files on their way to the server, some at a time. They are kept in this browser until they are there: a reload goes on with them. */
import { type Upload, upload } from '../../jmap/blobs.ts';
import { isPassing, SignedOut } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';

export interface UploadState {
  readonly kind: 'waiting' | 'running' | 'failed';
  readonly sentBytes: number;
  readonly error?: unknown;
}

interface Entry {
  readonly id: string;
  readonly file: Blob;
  state: UploadState;
  upload?: Upload;
}

export interface UploadSettings {
  readonly accountId: string;
  readonly database: Store['database'];
  readonly draftId: string;
  readonly onChange: () => void;
  readonly onDone: (attachmentId: string, blobId: string) => void;
  /** Before a file that is not there yet is taken away. */
  readonly onCancel: () => void;
}

const mostAtOnce = 3;
const tellAgainMs = 100;

export class Uploads {
  readonly #settings: UploadSettings;
  readonly #entries = new Map<string, Entry>();
  #toldAt = 0;
  readonly #waiting = new Set<() => void>();

  constructor(settings: UploadSettings) {
    this.#settings = settings;
  }

  /** Files that are not on the server yet. */
  get count(): number {
    return this.#entries.size;
  }

  /** Their bytes, by the id of the attachment. */
  get files(): ReadonlyMap<string, Blob> {
    return new Map([...this.#entries.values()].map(({ id, file }) => [id, file]));
  }

  /** A file will not get there by itself. Those that only wait for the network or for somebody to sign in again do. */
  get hasFailed(): boolean {
    return [...this.#entries.values()].some(({ state }) => state.kind === 'failed' && !onlyWaits(state));
  }

  /** Resolves once no file is on its way. @throws why one of them is not there */
  async settled(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if ([...this.#entries.values()].some(({ state }) => state.kind !== 'failed')) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
    const failed = [...this.#entries.values()];
    // What waiting does not mend comes first: else the message would wait for ever.
    const [first] = [...failed.filter(({ state }) => !onlyWaits(state)), ...failed];
    if (first) throw first.state.error;
  }

  state(id: string): UploadState | undefined {
    return this.#entries.get(id)?.state;
  }

  add(id: string, file: Blob, { keep = true } = {}): void {
    this.#entries.set(id, { id, file, state: { kind: 'waiting', sentBytes: 0 } });
    if (keep) void this.#settings.database.keep('drafts', this.#key(id), file);
    this.#run();
  }

  cancel(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) this.#settings.onCancel();
    this.#entries.delete(id);
    entry?.upload?.cancel();
    void this.#settings.database.keep('drafts', this.#key(id), undefined);
    this.#run();
  }

  cancelAll(): void {
    for (const entry of this.#entries.values()) entry.upload?.cancel();
    this.#entries.clear();
    for (const look of this.#waiting) look();
  }

  retry(id: string): void {
    const entry = this.#entries.get(id);
    if (entry?.state.kind !== 'failed') return;
    entry.state = { kind: 'waiting', sentBytes: 0 };
    this.#run();
  }

  /** Those that only the network or the session stood in the way of. */
  retryPassing(): void {
    for (const { id, state } of this.#entries.values()) if (onlyWaits(state)) this.retry(id);
  }

  #run(): void {
    const entries = [...this.#entries.values()];
    let free = mostAtOnce - entries.filter(({ state }) => state.kind === 'running').length;
    for (const entry of entries) {
      if (free <= 0) break;
      if (entry.state.kind !== 'waiting') continue;
      free -= 1;
      void this.#send(entry);
    }
    this.#settings.onChange();
    for (const look of this.#waiting) look();
  }

  async #send(entry: Entry): Promise<void> {
    entry.state = { kind: 'running', sentBytes: 0 };
    try {
      entry.upload = upload(this.#settings.accountId, entry.file, (sentBytes) => {
        entry.state = { kind: 'running', sentBytes };
        if (performance.now() - this.#toldAt < tellAgainMs) return;
        this.#toldAt = performance.now();
        this.#settings.onChange();
      });
      const { blobId } = await entry.upload.done;
      this.#entries.delete(entry.id);
      this.#settings.onDone(entry.id, blobId);
      void this.#settings.database.keep('drafts', this.#key(entry.id), undefined);
    } catch (error) {
      if (this.#entries.get(entry.id) === entry) entry.state = { kind: 'failed', sentBytes: 0, error };
    }
    this.#run();
  }

  #key(id: string): string {
    return `${this.#settings.draftId}/file/${id}`;
  }
}

const onlyWaits = ({ kind, error }: UploadState): boolean => kind === 'failed' && (isPassing(error) || error instanceof SignedOut);
