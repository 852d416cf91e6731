import { type Aim, type Figure, meetsAim, ratioOf, type Reference } from './figure.ts';
import { median } from './statistics.ts';

/** The figures as a table for a terminal, medians of the rounds. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.flatMap((figure) => [
    [
      figure.workload, figure.name, figure.unit, cell(figure.ours), beside(figure.reference), ratio(figure, figure.reference),
      figure.aim ? describe(figure.aim, figure.unit) : '–', verdict(figure),
    ],
    ...(figure.further ?? []).map((reference) => ['', '', '', '', beside(reference), ratio(figure, reference), '', '']),
  ]);
  const head = ['workload', 'figure', 'unit', 'Messagerie', 'beside', 'ratio', 'aim', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const toTheRight = new Set([3, 4, 5]);
  const print = (row: readonly string[]) =>
    row
      .map((text, column) => (toTheRight.has(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const notes = figures.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]));
  return [print(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(print), ...notes].join('\n');
}

/** The same with all samples, for a file. */
export function asJson(figures: readonly Figure[], circumstances: Record<string, unknown>): string {
  const lines = figures.map((figure) => ({
    ...figure,
    oursMedian: figure.ours.length > 0 ? median(figure.ours) : null,
    referenceMedian: figure.reference ? median(figure.reference.samples) : null,
    ratio: ratioOf(figure, figure.reference) ?? null,
    further: figure.further?.map((reference) => ({ ...reference, median: median(reference.samples), ratio: ratioOf(figure, reference) ?? null })),
    meetsAim: meetsAim(figure) ?? null,
  }));
  return `${JSON.stringify({ circumstances, figures: lines }, null, 2)}\n`;
}

function cell(samples: readonly number[]): string {
  return samples.length === 0 ? '–' : number(median(samples));
}

function beside(reference: Reference | undefined): string {
  return reference ? `${cell(reference.samples)} ${reference.label}` : '–';
}

function ratio(figure: Figure, reference: Reference | undefined): string {
  const value = ratioOf(figure, reference);
  return value === undefined ? '–' : `${value.toFixed(2)}×`;
}

function verdict(figure: Figure): string {
  const met = meetsAim(figure);
  if (met === undefined) return '';
  return met ? 'met' : 'MISSED';
}

function describe({ of, bound, limit }: Aim, unit: string): string {
  const sign = bound === 'at least' ? '≥' : '≤';
  return of === 'ratio' ? `${sign} ${limit}×` : `${sign} ${limit} ${unit}`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return '?';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
