import { first } from './first.ts';
import { later } from './later.ts';
import type { French, Translated } from '../types.ts';

export const en: Translated<French, 'en'> = { ...first, ...later };
