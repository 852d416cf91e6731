import { first } from './first.ts';
import { later } from './later.ts';
import type { French, Translated } from '../types.ts';

export const ar: Translated<French, 'ar'> = { ...first, ...later };
