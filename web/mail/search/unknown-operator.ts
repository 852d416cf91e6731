/** Operators of other search boxes, which are plain text here. */
import type { Term } from './query-syntax.ts';
import { fold } from './term-values.ts';

/** Of those who look for attachments by name. */
const fileNameOperators = new Set(['filename', 'file', 'filetype', 'ext', 'attachment', 'attachments', 'fichier', 'nomfichier', 'pj', 'ملف', 'مرفق'].map(fold));

/** An operator that there is not, in front of a value. An address such as `https://…` has none, and what stands in quotation marks is meant as it is. */
const prefix = /^-?([\p{L}_-]{2,}):(?!\/\/)[^\s:]/u;

export interface UnknownOperator {
  readonly name: string;
  readonly isForFileNames: boolean;
}

/** @param typed the text that the term was read from */
export function unknownOperatorOf(typed: string, { operator, from, to }: Term): UnknownOperator | undefined {
  if (operator !== undefined) return undefined;
  const name = prefix.exec(typed.slice(from, to))?.[1];
  return name === undefined ? undefined : { name, isForFileNames: fileNameOperators.has(fold(name)) };
}
