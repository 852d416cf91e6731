import type { IncomingMessage } from 'node:http';
import type { Core } from '../core.ts';
import { isLoopback } from '../shared/addresses.ts';
import { isEncrypted } from './server.ts';

/** Address of this server as the client sees it: the request's own host on loopback, else `publicUrl` (contract, URLs). Without final slash. */
export function baseUrl(core: Core, req: IncomingMessage): string {
  const asked = req.headers.host ?? '';
  const host = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/.test(asked) ? asked : core.settings.hostname;
  const { publicUrl } = core.settings;
  if (publicUrl !== null && !isLocalName(host)) return publicUrl;
  return `${isEncrypted(req) ? 'https' : 'http'}://${host}`;
}

function isLocalName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || isLoopback(name);
}
