import { median } from './statistics.ts';

/** The other side of a ratio: a peer, or ourselves under other conditions. Sample i was taken beside our sample i. */
export interface Reference {
  readonly label: string;
  readonly samples: readonly number[];
}

/** One line of the report: our samples, what they are held against, and what was aimed at. One sample a round. */
export interface Figure {
  readonly workload: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  /** What the aim, where it is a ratio, is held against. */
  readonly reference?: Reference;
  /** Others, for comparison. */
  readonly further?: readonly Reference[];
  readonly aim?: Aim;
  /** What a reader must know to judge the figure. */
  readonly note?: string;
}

/** A bound on our median (`value`) or on the ratio ours ÷ reference (`ratio`). */
export interface Aim {
  readonly of: 'value' | 'ratio';
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
}

/**
 * Ours ÷ reference. Rounds are compared pair by pair, and the median of these is taken, so that a disk that slows down
 * during the run weighs on both sides alike; unequal numbers of samples give the ratio of the medians.
 */
export function ratioOf({ ours }: Figure, reference: Reference | undefined): number | undefined {
  if (!reference || ours.length === 0 || reference.samples.length === 0) return undefined;
  if (ours.length !== reference.samples.length) return median(ours) / median(reference.samples);
  return median(ours.map((value, round) => value / (reference.samples[round] ?? Number.NaN)));
}

/** Whether the aim is met; undefined where there is none or a side was not measured. */
export function meetsAim(figure: Figure): boolean | undefined {
  const { aim } = figure;
  if (!aim || figure.ours.length === 0) return undefined;
  const value = aim.of === 'ratio' ? ratioOf(figure, figure.reference) : median(figure.ours);
  if (value === undefined || Number.isNaN(value)) return undefined;
  return aim.bound === 'at least' ? value >= aim.limit : value <= aim.limit;
}
