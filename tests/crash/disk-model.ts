/** What is on the disk after the machine loses its power: names and bytes that were synced, and of the rest as much as the test wants. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { descriptor, type SystemCall, texts } from './trace.ts';

/** What becomes of something that was not synced: nothing of it, all of it, or its first bytes. */
export type Fate = 'lost' | 'kept' | 'torn';

interface Step {
  readonly start: number;
  readonly end: number;
}

interface Change extends Step {
  /** For `truncate` the new length. */
  readonly offset: number;
  /** Undefined: the file is cut or stretched to `offset`. */
  readonly bytes: Buffer | undefined;
}

interface Inode {
  readonly isFolder: boolean;
  readonly changes: Change[];
  readonly syncs: Step[];
}

/** A change of names that happens wholly or not at all. */
interface Naming extends Step {
  readonly folder: string;
  readonly names: readonly (readonly [path: string, inode: Inode | undefined])[];
}

interface Open {
  readonly inode: Inode;
  readonly path: string;
  readonly start: number;
  position: number;
}

/** Follows the system calls of a process under one folder that was empty (or as given) when the trace began. */
export class DiskModel {
  readonly #root: string;
  readonly #names = new Map<string, Inode>();
  readonly #namings: Naming[] = [];
  readonly #folderSyncs = new Map<string, Step[]>();
  #open = new Map<number, Open>();

  constructor(root: string) {
    this.#root = resolve(root);
  }

  /** A new process: descriptors begin anew. */
  restarted(): void {
    this.#open = new Map();
  }

  /** @throws Error at a call that writes in a way the model cannot follow */
  apply(call: SystemCall): void {
    const { name, args, result, start, end } = call;
    if (result < 0 && name !== 'mmap') return;
    switch (name) {
      case 'open': case 'openat': case 'creat':
        this.#opened(call);
        return;
      case 'close': {
        const { fd } = descriptor(args);
        if ((this.#open.get(fd)?.start ?? Infinity) < start) this.#open.delete(fd);
        return;
      }
      case 'lseek': {
        const open = this.#file(args);
        if (open) open.position = result;
        return;
      }
      case 'write': case 'writev': {
        const open = this.#file(args);
        if (!open) return;
        this.#write(open, open.position, call);
        open.position += result;
        return;
      }
      case 'pwrite64': case 'pwritev': {
        const open = this.#file(args);
        if (open) this.#write(open, Number(/, (\d+)$/.exec(args)?.[1]), call);
        return;
      }
      case 'ftruncate':
        this.#file(args)?.inode.changes.push({ start, end, offset: Number(/, (\d+)$/.exec(args)?.[1]), bytes: undefined });
        return;
      case 'fsync': case 'fdatasync': {
        const { path } = descriptor(args);
        const open = this.#file(args);
        if (open && !open.inode.isFolder) open.inode.syncs.push({ start, end });
        else if (path !== undefined && (path === this.#root || this.#isInside(path)) && name === 'fsync') this.#folderSyncs.set(path, [...(this.#folderSyncs.get(path) ?? []), { start, end }]);
        return;
      }
      case 'mkdir': case 'mkdirat':
        this.#named(call, [[this.#path(args, 0), { isFolder: true, changes: [], syncs: [] }]]);
        return;
      case 'unlink': case 'unlinkat': case 'rmdir':
        this.#named(call, [[this.#path(args, 0), undefined]]);
        return;
      case 'rename': case 'renameat': case 'renameat2': {
        const from = this.#path(args, 0);
        const inode = this.#names.get(from);
        if (inode) this.#named(call, [[from, undefined], [this.#path(args, 1), inode]]);
        return;
      }
      case 'mmap': {
        const mapped = /<((?:\\x[0-9a-f]{2})+)>/.exec(args)?.[1];
        const path = mapped === undefined ? '' : Buffer.from(mapped.replaceAll('\\x', ''), 'hex').toString();
        // The index of the log is made anew from the log; nothing else may be written through memory, where no sync is seen.
        if (args.includes('PROT_WRITE') && args.includes('MAP_SHARED') && this.#isInside(path) && !path.endsWith('-shm')) throw new Error(`${path} is mapped for writing`);
        return;
      }
      case 'sendto': case 'sendmsg':
        return;
      case 'sync_file_range': case 'dup': case 'dup2': case 'dup3': {
        const { path } = descriptor(args);
        if (path !== undefined && this.#isInside(path)) throw new Error(`${name} is not followed: ${path}`);
        return;
      }
      default: {
        const paths = [descriptor(args).path, ...texts(args).map(String)];
        if (name === 'io_uring_setup' || paths.some((path) => path !== undefined && this.#isInside(path))) throw new Error(`${name} is not followed`);
      }
    }
  }

  /**
   * Writes into `target` what the disk held when line `at` of the trace was reached.
   * @param fate decides about everything that no sync confirmed by then
   * @returns how many steps were under way, that is unconfirmed
   */
  rebuild(target: string, at: number, fate: () => Fate): number {
    let unconfirmed = 0;
    const survives = (step: Step, syncs: readonly Step[]): Fate => {
      if (syncs.some((sync) => sync.start > step.end && sync.end < at)) return 'kept';
      unconfirmed += 1;
      return fate();
    };
    const names = new Map<string, Inode>();
    for (const naming of this.#namings) {
      if (naming.start >= at) continue;
      if (survives(naming, this.#folderSyncs.get(naming.folder) ?? []) !== 'kept') continue;
      for (const [path, inode] of naming.names) {
        if (inode) names.set(path, inode);
        else names.delete(path);
      }
    }
    for (const [path, inode] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!this.#hasFolders(path, names)) continue;
      const place = join(target, relative(this.#root, path));
      if (inode.isFolder) {
        mkdirSync(place, { recursive: true });
        continue;
      }
      let bytes = Buffer.alloc(0);
      let length = 0;
      for (const change of inode.changes) {
        if (change.start >= at) continue;
        const what = survives(change, inode.syncs);
        if (what === 'lost') continue;
        if (change.bytes === undefined) {
          if (change.offset < length) bytes.fill(0, change.offset, length);
          length = change.offset;
        } else {
          const kept = what === 'torn' ? change.bytes.subarray(0, Math.floor(change.bytes.length / 2)) : change.bytes;
          const stop = change.offset + kept.length;
          if (stop > bytes.length) bytes = Buffer.concat([bytes], Math.max(stop, bytes.length * 2));
          kept.copy(bytes, change.offset);
          length = Math.max(length, stop);
        }
      }
      if (length > bytes.length) bytes = Buffer.concat([bytes], length);
      writeFileSync(place, bytes.subarray(0, length));
    }
    return unconfirmed;
  }

  /** A path that exists now, for checks of the model itself. */
  has(path: string): boolean {
    return this.#names.has(resolve(path));
  }

  #hasFolders(path: string, names: ReadonlyMap<string, Inode>): boolean {
    for (let folder = dirname(path); folder !== this.#root; folder = dirname(folder)) if (names.get(folder)?.isFolder !== true) return false;
    return true;
  }

  #opened({ args, result, start, end }: SystemCall): void {
    const path = this.#path(args, 0);
    if (!this.#isInside(path)) {
      this.#open.delete(result);
      return;
    }
    let inode = this.#names.get(path);
    if (!inode) {
      if (!args.includes('O_CREAT')) return;
      inode = { isFolder: false, changes: [], syncs: [] };
      this.#named({ start, end }, [[path, inode]]);
    } else if (args.includes('O_TRUNC')) {
      inode.changes.push({ start, end, offset: 0, bytes: undefined });
    }
    if (args.includes('O_APPEND')) throw new Error(`appending is not followed: ${path}`);
    this.#open.set(result, { inode, path, start, position: 0 });
  }

  #named({ start, end }: Step, names: readonly (readonly [string, Inode | undefined])[]): void {
    const [first] = names;
    if (!first || !names.every(([path]) => this.#isInside(path))) return;
    for (const [path, inode] of names) {
      if (inode) this.#names.set(path, inode);
      else this.#names.delete(path);
    }
    this.#namings.push({ start, end, folder: dirname(first[0]), names });
  }

  #write(open: Open, offset: number, { args, result, start, end }: SystemCall): void {
    const bytes = Buffer.concat(texts(args)).subarray(0, result);
    if (bytes.length !== result || Number.isNaN(offset)) throw new Error(`a write to ${open.path} was not traced whole`);
    open.inode.changes.push({ start, end, offset, bytes });
  }

  #file(args: string): Open | undefined {
    const { fd, path } = descriptor(args);
    if (path === undefined || !this.#isInside(path)) return undefined;
    return this.#open.get(fd);
  }

  #path(args: string, which: number): string {
    return resolve('/', texts(args)[which]?.toString() ?? '');
  }

  #isInside(path: string): boolean {
    return path.startsWith(`${this.#root}/`);
  }
}
