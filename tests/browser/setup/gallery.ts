import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clientPolicy } from '../../../api/http/web-policy.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};

/** The page of all components, under the policy of the client's own pages. */
export interface Gallery {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** @param query `language`, `theme`, `density`, `rows` */
  address(query: Readonly<Record<string, string>>): string;
  stop(): Promise<void>;
}

/** Builds the gallery (web/ui/gallery) into a folder and serves it. */
export async function startGallery(folder: string): Promise<Gallery> {
  // As people get it: in a test's environment packages leave out what they do to the page.
  const args = ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--mode', 'gallery', '--logLevel', 'warn', '--outDir', folder, '--emptyOutDir'];
  await run(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
  const { styleHashes } = JSON.parse(readFileSync(join(folder, 'csp.json'), 'utf8')) as { styleHashes: string[] };
  const server = createServer((request, response) => {
    const file = join(folder, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': clientPolicy(styleHashes) });
    response.end(readFileSync(file));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    origin,
    address: (query) => `/ui/gallery/index.html?${new URLSearchParams(query).toString()}`,
    stop: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
