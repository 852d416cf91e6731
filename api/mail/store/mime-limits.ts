import type { Limits } from '../../../config.ts';
import type { MimeLimits } from '../mime/index.ts';

/** The parser's bounds as configured. */
export function mimeLimits(limits: Limits): MimeLimits {
  return { depth: limits.mimeDepth, parts: limits.mimeParts, headerBytes: limits.headerBytes, headerFields: limits.headerFields };
}
