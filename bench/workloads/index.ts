import type { Workload } from '../bench.ts';
import { backup } from './backup.ts';
import { completion } from './completion.ts';
import { firstPage } from './first-page.ts';
import { idle } from './idle.ts';
import { imapFlags } from './imap-flags.ts';
import { jmapOperations } from './jmap-operations.ts';
import { lmtpDelivery } from './lmtp-delivery.ts';
import { noopLatency } from './noop-latency.ts';
import { search } from './search.ts';
import { sortThread } from './sort-thread.ts';
import { webArrival } from './web-arrival.ts';
import { webList } from './web-list.ts';
import { webMemory } from './web-memory.ts';
import { webOpen } from './web-open.ts';
import { webScroll } from './web-scroll.ts';
import { webTraffic } from './web-traffic.ts';

/** In the order in which they run: what writes little mail into shared mailboxes comes before what needs them large. */
export const workloads: readonly Workload[] = [lmtpDelivery, imapFlags, firstPage, jmapOperations, sortThread, noopLatency, backup, completion, search, idle, webList, webOpen, webTraffic, webArrival, webMemory, webScroll];
