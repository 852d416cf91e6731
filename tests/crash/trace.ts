/** Reads what `strace -f -yy -xx` wrote: one entry per finished system call, with the lines where it began and ended. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface SystemCall {
  readonly name: string;
  /** Arguments as printed; texts in them are hexadecimal. */
  readonly args: string;
  readonly result: number;
  /** Line at which the call began; lines are counted over all traces that are read after each other. */
  readonly start: number;
  /** Line at which it was done. */
  readonly end: number;
}

/** Everything that names, writes, syncs or maps files, or answers a client. */
const traced = [
  'open', 'openat', 'creat', 'close', 'lseek', 'dup', 'dup2', 'dup3', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'sendto', 'sendmsg', 'sendfile', 'copy_file_range', 'fdatasync', 'fsync', 'sync_file_range',
  'ftruncate', 'truncate', 'fallocate', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'link', 'linkat', 'mkdir', 'mkdirat', 'rmdir', 'mmap', 'io_uring_setup',
];

/** strace in front of a program; the program stays our child, so that it gets our signals. */
export const straceTo = (file: string): string[] => ['strace', '-D', '--seccomp-bpf', '-f', '-yy', '-xx', '-s', '4000000', '-o', file, '-e', `trace=${traced.join(',')}`];

export async function readTrace(file: string, firstLine = 0): Promise<SystemCall[]> {
  const calls: SystemCall[] = [];
  const unfinished = new Map<string, { text: string; start: number }>();
  let line = firstLine;
  for await (const each of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    const space = each.indexOf(' ');
    const pid = each.slice(0, space);
    let text = each.slice(space).trimStart();
    let start = line;
    if (text.endsWith('<unfinished ...>')) {
      unfinished.set(pid, { text: text.slice(0, -'<unfinished ...>'.length), start });
      continue;
    }
    if (text.startsWith('<... ')) {
      const begun = unfinished.get(pid);
      unfinished.delete(pid);
      if (!begun) continue;
      text = begun.text + text.slice(text.indexOf('resumed>') + 'resumed>'.length);
      start = begun.start;
    }
    const open = text.indexOf('(');
    const close = text.lastIndexOf(') ');
    const result = /= (-?(?:0x)?[0-9a-f]+)/.exec(text.slice(close));
    if (!/^\w+$/.test(text.slice(0, open)) || close < 0 || !result) continue;
    calls.push({ name: text.slice(0, open), args: text.slice(open + 1, close).trimEnd(), result: Number(result[1]), start, end: line });
  }
  return calls;
}

/** The texts among the arguments, decoded. */
export function texts(args: string): Buffer[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((found) => decode(found[1] ?? ''));
}

/** The descriptor that is the first argument, and the path that it stands for (undefined for sockets and the like). */
export function descriptor(args: string): { fd: number; path: string | undefined } {
  const found = /^(\d+)(?:<((?:\\x[0-9a-f]{2})+)>)?/.exec(args);
  return { fd: Number(found?.[1] ?? -1), path: found?.[2] === undefined ? undefined : decode(found[2]).toString() };
}

function decode(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}
