import type { Method } from '../method.ts';
import { coreEcho } from './core-echo.ts';
import { emailImport } from './email-import.ts';
import { emailSet } from './email-set.ts';
import { mailboxSet } from './mailbox-set.ts';

/** Every method that this server answers. A capability is announced once one of its methods is here. */
export const methods: readonly Method[] = [
  coreEcho,
  mailboxSet,
  emailSet,
  emailImport,
];
