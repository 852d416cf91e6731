import type { Workload } from '../bench.ts';
import { backup } from './backup.ts';
import { completion } from './completion.ts';
import { firstPage } from './first-page.ts';
import { idle } from './idle.ts';
import { idleNotice } from './idle-notice.ts';
import { imapAppend } from './imap-append.ts';
import { imapBodies } from './imap-bodies.ts';
import { imapCopyMoveExpunge } from './imap-copy-move-expunge.ts';
import { imapFetch } from './imap-fetch.ts';
import { imapFlags } from './imap-flags.ts';
import { imapSearchHeaders } from './imap-search-headers.ts';
import { imapSignIns } from './imap-sign-ins.ts';
import { jmapOperations } from './jmap-operations.ts';
import { lmtpDelivery } from './lmtp-delivery.ts';
import { noopLatency } from './noop-latency.ts';
import { pop3Retr } from './pop3-retr.ts';
import { search } from './search.ts';
import { sortThread } from './sort-thread.ts';
import { webArrival } from './web-arrival.ts';
import { webList } from './web-list.ts';
import { webMemory } from './web-memory.ts';
import { webOpen } from './web-open.ts';
import { webScroll } from './web-scroll.ts';
import { webTraffic } from './web-traffic.ts';

/** In the order in which they run: what writes little mail into shared mailboxes comes before what needs them large. */
export const workloads: readonly Workload[] = [
  lmtpDelivery, imapFlags, imapFetch, imapBodies, imapSearchHeaders, sortThread, imapCopyMoveExpunge, imapAppend, pop3Retr, imapSignIns, firstPage, jmapOperations, noopLatency, backup,
  completion, search, idle, idleNotice, webList, webOpen, webTraffic, webArrival, webMemory, webScroll,
];
