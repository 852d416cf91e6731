import { Segment, type SegmentBytes } from './segment.ts';
import { mergeSegments } from './segment-writer.ts';

export interface MergeInput {
  readonly segments: readonly SegmentBytes[];
  /** Emails that are gone, ascending. */
  readonly gone: Float64Array;
}

export interface MergeOutput {
  readonly segment: SegmentBytes;
  readonly sizeBytes: number;
  readonly docCount: number;
}

/** One segment in place of several, without what is gone. @throws SegmentDamaged */
export function mergeBytes({ segments, gone }: MergeInput): MergeOutput {
  const isGone = new Set(gone);
  const opened = segments.map((bytes) => new Segment(bytes));
  const segment = mergeSegments(opened, (id) => !isGone.has(id));
  const docCount = new Set(opened.flatMap(({ docs }) => [...docs].filter((id) => !isGone.has(id)))).size;
  return { segment, sizeBytes: segment.words.length + segment.postings.length, docCount };
}
