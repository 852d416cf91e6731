/** Submission, the durable queue, the way out. See README.md. */
import type { ConnectionOptions } from 'node:tls';
import type { SmarthostConfig } from '../../config.ts';
import type { Context } from '../access/context.ts';
import type { SubmissionEnvelope } from '../client/api.ts';
import type { Core } from '../core.ts';
import { roomLog } from '../shared/log.ts';
import { noWayOut } from './attempt.ts';
import type { OnwardMessage } from '../mail/delivery/onward.ts';
import { forward } from './forward.ts';
import type { QueueService } from '../rest/queue-service.ts';
import { queueService } from './queue-service.ts';
import { QueueWorker } from './queue-worker.ts';
import { Smarthost, type SmarthostTimes } from './smarthost.ts';
import { submitBySmtp } from './submit-smtp.ts';
import { setQueue } from './transport-of.ts';

export { findServerSentCopy, mergeIntoSent } from './sent-merge.ts';

export interface TransportOptions {
  /** Null: mail for elsewhere waits. */
  readonly smarthost: SmarthostConfig | null;
  /**
   * Names this node: the same after every start, and no other node's. Its folder is a good one, since it has one owner at a time. What it was working on
   * when it stopped is taken up at once.
   */
  readonly node: string;
  /** Further TLS settings of connections to the smarthost (authorities of its certificate). */
  readonly tls?: ConnectionOptions;
  readonly times?: Partial<SmarthostTimes>;
}

export interface Transport {
  /** A message that came over submission: `Client.submit`. See {@link submitBySmtp} for errors. */
  submit(ctx: Context, envelope: SubmissionEnvelope, source: AsyncIterable<Uint8Array>): Promise<{ submissionId: string }>;
  /** What is left to do about mail that came in: `deliver`'s `forward`. */
  forward(message: OnwardMessage): Promise<void>;
  readonly queue: QueueService;
  start(): Promise<void>;
  /** Lets attempts under way end; those that take too long are cut, and made again later. */
  stop(): Promise<void>;
  /** Resolves when nothing is being tried. */
  idle(): Promise<void>;
}

/** Puts the transport of a core together. Submissions work before `start`; what they leave in the queue is taken up then. */
export function createTransport(core: Core, options: TransportOptions): Transport {
  const log = roomLog(core.log, 'transport');
  const smarthost = options.smarthost && new Smarthost({
    config: options.smarthost, hostname: core.settings.hostname, clock: core.clock, log, ...(options.tls ? { tls: options.tls } : {}), ...(options.times ? { times: options.times } : {}),
  });
  const worker = new QueueWorker(core, options.node, smarthost ?? noWayOut);
  let unset: (() => void) | undefined;
  return {
    submit: submitBySmtp,
    forward: (message) => forward(core, message),
    queue: queueService(core, () => {
      smarthost?.forgetFailure();
      worker.wake();
    }),
    async start() {
      unset = setQueue(core, { owner: worker.owner, wake: () => worker.wake() });
      await worker.start();
    },
    async stop() {
      unset?.();
      smarthost?.close(false);
      const cut = core.clock.after(core.limits.stopTimeout, () => smarthost?.close(true));
      await worker.stop();
      cut.cancel();
      smarthost?.close(true);
    },
    idle: () => worker.idle(),
  };
}
