import type { Workload } from '../bench.ts';
import { firstPage } from './first-page.ts';
import { idle } from './idle.ts';
import { imapFlags } from './imap-flags.ts';
import { lmtpDelivery } from './lmtp-delivery.ts';
import { noopLatency } from './noop-latency.ts';

/** In the order in which they run: what writes little mail into shared mailboxes comes before what needs them large. */
export const workloads: readonly Workload[] = [lmtpDelivery, imapFlags, firstPage, noopLatency, idle];
