/** Prometheus metrics: one registry for the process, names that begin with `messagerie_`. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly contentType: string;
  /** The page for `/metrics`. */
  text(): Promise<string>;
  /** `name` without the prefix; by custom ends in `_total`. Asking twice for one name gives the same counter. */
  counter<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string = never>(name: string, help: string, labels?: readonly Label[], collect?: () => number | Promise<number>): Gauge<Label>;
  /** Seconds, by custom: `_seconds`. */
  histogram<Label extends string = never>(name: string, help: string, labels?: readonly Label[], buckets?: readonly number[]): Histogram<Label>;
  /** Forgets everything (tests, stop). */
  clear(): void;
}

const prefix = 'messagerie_';
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @param options.process also report memory, CPU, event loop and garbage collection */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process ?? true) collectDefaultMetrics({ register: registry });
  const known = <T>(name: string): T | undefined => registry.getSingleMetric(prefix + name) as T | undefined;
  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    counter: <Label extends string>(name: string, help: string, labels: readonly Label[] = []) =>
      known<Counter<Label>>(name) ?? new Counter<Label>({ name: prefix + name, help, labelNames: [...labels], registers: [registry] }),
    gauge: <Label extends string>(name: string, help: string, labels: readonly Label[] = [], collect?: () => number | Promise<number>) =>
      known<Gauge<Label>>(name) ??
      new Gauge<Label>({
        name: prefix + name,
        help,
        labelNames: [...labels],
        registers: [registry],
        ...(collect === undefined
          ? {}
          : {
              async collect() {
                this.set(await collect());
              },
            }),
      }),
    histogram: <Label extends string>(name: string, help: string, labels: readonly Label[] = [], buckets: readonly number[] = durationBuckets) =>
      known<Histogram<Label>>(name) ?? new Histogram<Label>({ name: prefix + name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] }),
    clear: () => registry.clear(),
  };
}
