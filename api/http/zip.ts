/** Several files as one (PKWARE APPNOTE), made while it is sent. */
import { makeZip, predictLength } from 'client-zip';
import type { ReadableBlob } from '../client/index.ts';

export interface ZipEntry {
  /** As its sender wrote it: anything. */
  readonly name: string;
  readonly modifiedAt: Date;
  readonly blob: ReadableBlob;
}

/** The archive, its files stored as they are: pictures, PDFs and documents are compressed already. */
export function zipOf(entries: readonly ZipEntry[]): { readonly sizeBytes: number; read(): AsyncIterable<Uint8Array> } {
  const names = fileNames(entries.map(({ name }) => name));
  const files = entries.map(({ blob, modifiedAt }, i) => ({ name: names[i] as string, lastModified: modifiedAt, size: blob.sizeBytes, blob }));
  return {
    sizeBytes: Number(predictLength(files.map(({ name, lastModified, size }) => ({ name, lastModified, size })))),
    read: () => makeZip(opened(files)) as unknown as AsyncIterable<Uint8Array>,
  };
}

/** Each blob is opened when its turn comes. */
function* opened(files: readonly { name: string; lastModified: Date; size: number; blob: ReadableBlob }[]) {
  for (const { blob, ...file } of files) yield { ...file, input: blob.read() as AsyncIterable<Uint8Array<ArrayBuffer>> };
}

const longestName = 200;
/** Names that Windows keeps for devices. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Names that are safe to unpack on any system: no folders, nothing hidden, no marks that turn the text around, none twice (capitals do not count).
 * @param written what senders wrote
 */
export function fileNames(written: readonly string[]): string[] {
  const taken = new Set<string>();
  return written.map((name) => {
    const safe = safeName(name);
    const dot = safe.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [safe.slice(0, dot), safe.slice(dot)] : [safe, ''];
    let free = safe;
    for (let i = 2; taken.has(keyOf(free)); i++) free = `${stem} (${i})${extension}`;
    taken.add(keyOf(free));
    return free;
  });
}

const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();

function safeName(written: string): string {
  const base = written.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufeff]/gu, '').split(/[/\\]/).at(-1) ?? '';
  const plain = base.replace(/[<>:"|?*]/g, '_').replace(/^[\s.]+|[\s.]+$/gu, '');
  if (plain === '') return 'file';
  const named = device.test(plain) ? `_${plain}` : plain;
  const characters = [...named];
  if (characters.length <= longestName) return named;
  const extension = /\.[^.]{1,20}$/.exec(named)?.[0] ?? '';
  return characters.slice(0, longestName - extension.length).join('') + extension;
}
