import { Gauge } from 'prom-client';
import { type Database, sql } from '../db/index.ts';
import type { Metrics } from '../api/shared/metrics.ts';

/** What this server counts (docs/administration.md has the list). Memory, processor time and the event loop's delay come with the registry. */
export function serverMetrics(metrics: Metrics) {
  return {
    connections: metrics.counter('connections_total', 'Connections by listener; refused: too many were open', ['listener', 'result']),
    delivered: metrics.counter('messages_delivered_total', 'Messages put into mailboxes, one for each recipient, by the protocol they came in by', ['protocol']),
    submitted: metrics.counter('messages_submitted_total', 'Messages taken over from people, by protocol', ['protocol']),
    refused: metrics.counter('messages_refused_total', 'Messages refused after their bytes had come, one for each recipient', ['protocol', 'reason']),
    recipientsRefused: metrics.counter('recipients_refused_total', 'Recipients refused before the message', ['protocol', 'reason']),
    signInFailures: metrics.counter('sign_in_failures_total', 'Sign-ins refused, by protocol and reason', ['protocol', 'reason']),
    jmapCalls: metrics.counter('jmap_calls_total', 'JMAP method calls over HTTP', ['method', 'result']),
    jmapSeconds: metrics.histogram('jmap_call_duration_seconds', 'How long JMAP method calls take', ['method']),
    unitSeconds: metrics.histogram('unit_of_work_duration_seconds', 'From the wish to write to what is durable', ['result']),
  };
}

export type ServerMetrics = ReturnType<typeof serverMetrics>;

interface Counted {
  readonly name: string;
  readonly connections: number;
}

/** Open connections, counted when the figures are asked for. */
export function watchConnections(metrics: Metrics, bound: () => readonly Counted[]): void {
  new Gauge({
    name: 'messagerie_connections', help: 'Open connections by listener', labelNames: ['listener'], registers: [metrics.registry],
    collect() {
      for (const { name, connections } of bound()) this.set({ listener: name }, connections);
    },
  });
}

/** The queue by state, counted when the figures are asked for. */
export function watchQueue(metrics: Metrics, db: Database, now: () => number): void {
  new Gauge({
    name: 'messagerie_queue_entries', help: 'Recipients that mail is on its way to, by state', labelNames: ['state'], registers: [metrics.registry],
    async collect() {
      const rows = await db.read((read) => read.all<{ state: string; entries: number }>(sql`
        SELECT CASE WHEN lease_owner IS NOT NULL AND lease_until > ${now()} THEN 'sending' ELSE state END AS state, COUNT(*) AS entries
          FROM queue_entry GROUP BY 1`));
      for (const state of ['waiting', 'sending', 'held']) this.set({ state }, rows.find((row) => row.state === state)?.entries ?? 0);
    },
  });
}
