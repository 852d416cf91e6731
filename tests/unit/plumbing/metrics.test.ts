import { expect, test } from 'vitest';
import { createMetrics } from '../../../api/shared/metrics.ts';

test('one registry, names with the prefix, the same metric when asked again', async () => {
  const metrics = createMetrics({ process: false });
  metrics.counter('messages_total', 'Messages taken in', ['protocol']).inc({ protocol: 'lmtp' });
  metrics.counter('messages_total', 'Messages taken in', ['protocol']).inc({ protocol: 'lmtp' }, 2);
  metrics.gauge('queue_entries', 'Waiting messages', [], () => 7);
  metrics.histogram('sync_seconds', 'Time of a sync').observe(0.002);
  const page = await metrics.text();
  expect(page).toContain('messagerie_messages_total{protocol="lmtp"} 3');
  expect(page).toContain('messagerie_queue_entries 7');
  expect(page).toContain('messagerie_sync_seconds_bucket{le="0.0025"} 1');
});

test('process metrics are there unless left out', async () => {
  const metrics = createMetrics();
  expect(await metrics.text()).toContain('process_resident_memory_bytes');
  metrics.clear();
});
