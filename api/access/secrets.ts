import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in a header and in a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a random secret: enough to find it, no use to who reads it. Random bits need no slow hash. */
export const lookupHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');
