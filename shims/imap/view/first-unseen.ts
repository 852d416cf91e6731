import { flagBits } from '../../../api/client/legacy.ts';
import type { Selected } from './selected.ts';

/** Sequence number of the first message without `\Seen`, 0 if there is none (RFC 9051 §6.3.2). Right after SELECT, when all rows are told. */
export function firstUnseen({ view: { rows } }: Selected): number {
  for (let row = 0; row < rows.count; row++) {
    if (((rows.flags[row] as number) & flagBits.$seen) === 0) return row + 1;
  }
  return 0;
}
