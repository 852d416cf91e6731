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
import type { French, Translated } from '../types.ts';

export const en: Translated<French, 'en'> = { shell, signin, errors, folders, list, reader, composer, search, sharing, settings, keys, ui };
