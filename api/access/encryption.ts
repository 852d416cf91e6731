import type { Caller } from '../client/index.ts';
import { CoreError } from '../client/errors.ts';
import { isLoopback } from '../shared/addresses.ts';

/** May a secret travel on this line? Inside TLS, on loopback, and where there is no line at all (design §11). */
export function isProtected(caller: Caller): boolean {
  return caller.tls || caller.protocol === 'internal' || caller.protocol === 'console' || isLoopback(caller.remoteAddress);
}

/** @throws CoreError encryptionRequired */
export function needProtection(caller: Caller): void {
  if (isProtected(caller)) return;
  throw new CoreError('encryptionRequired', 'Signing in needs an encrypted connection here: use TLS (https, STARTTLS, or the TLS port). The password that was just sent may have been read by others; change it.');
}
