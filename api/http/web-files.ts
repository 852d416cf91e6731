/** The files of the built web client, found once, read when they are first asked for. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export type ContentEncoding = 'br' | 'gzip';

export interface WebFile {
  readonly type: string;
  /** Weak: the same for every encoding. */
  readonly etag: string;
  /** The name holds a hash of the content: it may be kept for ever. */
  readonly isHashed: boolean;
  readonly encodings: readonly ContentEncoding[];
  /** @param encoding one of {@link encodings}; the file as it is where absent */
  bytes(encoding?: ContentEncoding): Buffer;
}

export interface WebFiles {
  /** The page that every address of the client answers with; undefined where the client is not built. */
  page(): WebFile | undefined;
  /** @param path as in the request, beginning with `/`; nothing is decoded, so nothing leads out of the folder */
  file(path: string): WebFile | undefined;
  /** Hashes of styles that the client puts into the page by script, for `style-src`: `sha256-…`. */
  styleHashes(): readonly string[];
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json',
  '.webmanifest': 'application/manifest+json', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.webp': 'image/webp', '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8', '.wasm': 'application/wasm', '.ogg': 'audio/ogg', '.mp3': 'audio/mpeg',
};

/** Beside each file, made by `scripts/web/compress.mjs`. */
const suffixes: Readonly<Record<ContentEncoding, string>> = { br: '.br', gzip: '.gz' };

const pageName = 'index.html';
const hashesName = 'csp.json';

/** @param folder where Vite has put the client; may come into being, or be built anew, while the server runs */
export function webFiles(folder: string): WebFiles {
  let builtAt: number | undefined;
  let files = new Map<string, WebFile>();
  let hashes: readonly string[] = [];
  const look = (): void => {
    const changedAt = statSync(join(folder, pageName), { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === builtAt) return;
    builtAt = changedAt;
    files = changedAt === undefined ? new Map() : filesIn(folder);
    hashes = changedAt === undefined ? [] : readHashes(join(folder, hashesName));
  };
  look();
  return {
    page() {
      look();
      return files.get(`/${pageName}`);
    },
    file: (path) => files.get(path),
    styleHashes: () => hashes,
  };
}

function filesIn(folder: string): Map<string, WebFile> {
  const found = new Map<string, WebFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const name = relative(folder, file);
    const type = types[extname(name)];
    // Compressed twins have no type of their own; what begins with a dot is a tool's.
    if (!entry.isFile() || type === undefined || name === hashesName || name.split(sep).some((part) => part.startsWith('.'))) continue;
    const path = `/${name.split(sep).join('/')}`;
    found.set(path, webFile(file, type, path.startsWith('/assets/')));
  }
  return found;
}

function webFile(file: string, type: string, isHashed: boolean): WebFile {
  const read = new Map<string, Buffer>();
  const bytes = (encoding?: ContentEncoding): Buffer => {
    const name = encoding === undefined ? file : file + suffixes[encoding];
    let content = read.get(name);
    if (!content) read.set(name, (content = readFileSync(name)));
    return content;
  };
  let etag: string | undefined;
  return {
    type, isHashed, bytes,
    encodings: (['br', 'gzip'] as const).filter((encoding) => existsSync(file + suffixes[encoding])),
    get etag() {
      etag ??= `W/"${createHash('sha256').update(bytes()).digest('base64url').slice(0, 27)}"`;
      return etag;
    },
  };
}

/** @throws Error where the file is there and is not what the build writes: the page would be without some of its styles */
function readHashes(file: string): string[] {
  if (!existsSync(file)) return [];
  const { styleHashes } = JSON.parse(readFileSync(file, 'utf8')) as { styleHashes?: unknown };
  if (!Array.isArray(styleHashes) || !styleHashes.every((hash) => typeof hash === 'string' && /^sha(?:256|384|512)-[A-Za-z0-9+/]+={0,2}$/.test(hash))) {
    throw new Error(`${file} holds no styleHashes such as ["sha256-…"]; build the web client again`);
  }
  return styleHashes as string[];
}
