import { shell } from './shell.ts';
import { signin } from './signin.ts';
import { errors } from './errors.ts';
import { folders } from './folders.ts';
import { list } from './list.ts';
import { reader } from './reader.ts';
import { composer } from './composer.ts';
import { search } from './search.ts';
import { sharing } from './sharing.ts';
import { settings } from './settings.ts';
import { keys } from './keys.ts';
import { ui } from './ui.ts';

/** All French texts. Their shape is the type of the other languages. */
export const fr = { shell, signin, errors, folders, list, reader, composer, search, sharing, settings, keys, ui } as const;
