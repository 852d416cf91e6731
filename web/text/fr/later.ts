import { composer } from './composer.ts';
import { reader } from './reader.ts';
import { sharing } from './sharing.ts';
import { settings } from './settings.ts';
import { keys } from './keys.ts';

/** French texts of the rooms that come with `laterRoom`. */
export const later = { composer, reader, sharing, settings, keys } as const;
