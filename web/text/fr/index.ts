import { first } from './first.ts';
import { later } from './later.ts';

/** All French texts. Their shape is the type of the other languages. */
export const fr = { ...first, ...later } as const;
