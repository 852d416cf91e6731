import { shell } from './shell.ts';
import { signin } from './signin.ts';
import { errors } from './errors.ts';
import { folders } from './folders.ts';
import { list } from './list.ts';
import { search } from './search.ts';
import { ui } from './ui.ts';

/** French texts of what is seen first. */
export const first = { shell, signin, errors, folders, list, search, ui } as const;
