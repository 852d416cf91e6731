import { method } from '../method.ts';

/** Core/echo (RFC 8620 §4): the arguments come back as they were. */
export const coreEcho = method('Core/echo', async (_ctx, args) => args);
