import { composer } from './composer.ts';
import { folderDialogs } from './folder-dialogs.ts';
import { reader } from './reader.ts';
import { sharing } from './sharing.ts';
import { settings } from './settings.ts';
import { keys } from './keys.ts';

/** English texts of the rooms that come with `laterRoom`. */
export const later = { composer, folderDialogs, reader, sharing, settings, keys } as const;
