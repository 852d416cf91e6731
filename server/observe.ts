/** Counts and logs what happens at the edges of the core, from outside: one line a refused sign-in, a delivery, a refused message. */
import type { AccessService } from '../api/access/index.ts';
import { type CoreError, isCoreError } from '../api/client/errors.ts';
import type { Caller, Client, DeliveryAnswer, DeliveryRequest, MessagerieApi } from '../api/client/index.ts';
import type { Method } from '../api/jmap/method.ts';
import type { Registry } from '../api/jmap/engine.ts';
import type { ConnectionGate } from '../api/shared/connection-gate.ts';
import type { Log } from '../api/shared/log.ts';
import type { Database } from '../db/index.ts';
import type { ServerMetrics } from './metrics.ts';

/** A word of our own for why, never the sentence: that may hold what somebody else has written. */
const reasonOf = (error: unknown): string => (isCoreError(error) ? error.kind : 'fault');

/** People type passwords where the name belongs: only what looks like an address is written down. */
function shownUser(user: string): string | undefined {
  const clean = user.trim();
  return /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(clean) ? clean : undefined;
}

type Credentials = Parameters<AccessService['signIn']>[0];

const means = (credentials: Credentials): string => ('token' in credentials ? 'token' : 'cookie' in credentials ? 'session' : 'password');

/** Sign-ins by any protocol: who was refused, from where and why. */
export function observeAccess(access: AccessService, metrics: ServerMetrics, log: Log): AccessService {
  return {
    ...access,
    async signIn(credentials: Credentials, caller: Caller) {
      try {
        return await access.signIn(credentials, caller);
      } catch (error) {
        const { protocol, remoteAddress } = caller;
        const reason = reasonOf(error);
        metrics.signInFailures.inc({ protocol, reason });
        const user = 'user' in credentials ? shownUser(credentials.user) : undefined;
        const by = means(credentials);
        // The page of a session that has ended asks on and on.
        log[by === 'session' ? 'debug' : 'warn']({ protocol, remoteAddress, by, ...(user === undefined ? {} : { user }), reason }, 'sign-in refused');
        throw error;
      }
    },
  };
}

/** The API as the shim of one listener is given it. @param protocol the listener's name without its form of TLS */
export function observeApi(api: MessagerieApi, protocol: string, metrics: ServerMetrics, log: Log): MessagerieApi {
  const refuse = (reason: string, facts: object, count = 1): void => {
    metrics.refused.inc({ protocol, reason }, count);
    log.warn({ protocol, ...facts, reason }, 'message refused');
  };
  return {
    hostname: api.hostname,
    async signIn(credentials, caller) {
      return observeClient(await api.signIn(credentials, caller), protocol, metrics, log, refuse);
    },
    async resolveRecipient(address, sizeBytes) {
      const answer = await api.resolveRecipient(address, sizeBytes);
      // A stranger can ask for thousands: counted, and written down only where somebody looks closely.
      if (answer.kind !== 'local' && (answer.kind !== 'remote' || protocol !== 'submission')) {
        metrics.recipientsRefused.inc({ protocol, reason: answer.kind });
        log.debug({ protocol, recipient: address, reason: answer.kind }, 'recipient refused');
      }
      return answer;
    },
    async deliver(request) {
      const id = /\bid (\S+)/.exec(request.trace)?.[1];
      const counted = new CountedSource(request.source);
      const facts = () => ({ id, sender: request.sender, recipients: request.recipients.length, sizeBytes: counted.sizeBytes });
      let answers: DeliveryAnswer[];
      try {
        answers = await api.deliver({ ...request, source: counted } satisfies DeliveryRequest);
      } catch (error) {
        refuse(reasonOf(error), facts(), request.recipients.length);
        throw error;
      }
      const refused = answers.filter((answer) => !answer.delivered);
      const delivered = answers.length - refused.length;
      if (delivered > 0) {
        metrics.delivered.inc({ protocol }, delivered);
        log.info({ protocol, ...facts(), delivered }, 'message delivered');
      }
      for (const { address, code, enhanced } of refused) refuse(`${code} ${enhanced}`, { id, sender: request.sender, recipient: address, sizeBytes: counted.sizeBytes });
      return answers;
    },
  };
}

function observeClient(client: Client, protocol: string, metrics: ServerMetrics, log: Log, refuse: (reason: string, facts: object) => void): Client {
  return {
    ...client,
    async submit(envelope, source) {
      const counted = new CountedSource(source);
      const facts = () => ({
        user: client.principal.address, sender: envelope.mailFrom.email, recipients: envelope.rcptTo.length, sizeBytes: counted.sizeBytes,
      });
      try {
        const submitted = await client.submit(envelope, counted);
        metrics.submitted.inc({ protocol });
        log.info({ protocol, id: submitted.submissionId, ...facts() }, 'message submitted');
        return submitted;
      } catch (error) {
        refuse(reasonOf(error), facts());
        throw error;
      }
    },
  };
}

/** A message's bytes, counted as they pass. */
class CountedSource implements AsyncIterable<Uint8Array> {
  sizeBytes = 0;
  readonly #source: AsyncIterable<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const inner = this.#source[Symbol.asyncIterator]();
    return {
      next: async () => {
        const piece = await inner.next();
        if (piece.done !== true) this.sizeBytes += piece.value.length;
        return piece;
      },
      return: async (value?: unknown) => (await inner.return?.(value)) ?? { done: true, value: undefined },
    };
  }
}

/** JMAP methods with their number and duration. Names that are no methods are not counted: anybody may invent some. */
export function observeRegistry(registry: Registry, metrics: ServerMetrics): Registry {
  const observed = new Map<string, Method>();
  const observe = (found: Method): Method => {
    const { name } = found;
    return {
      ...found,
      async run(ctx, args) {
        const end = metrics.jmapSeconds.startTimer({ method: name });
        let result = 'ok';
        try {
          return await found.run(ctx, args);
        } catch (error) {
          result = (error as Partial<CoreError>).mapping?.jmap ?? 'error';
          throw error;
        } finally {
          end();
          metrics.jmapCalls.inc({ method: name, result });
        }
      },
    };
  };
  return {
    capabilities: registry.capabilities,
    find(name) {
      const known = observed.get(name);
      if (known) return known;
      const found = registry.find(name);
      if (!found) return undefined;
      const made = observe(found);
      observed.set(name, made);
      return made;
    },
  };
}

/** The database with the duration of its units. */
export function observeUnits(db: Database, metrics: ServerMetrics): Database {
  return {
    dialect: db.dialect,
    blobs: db.blobs,
    read: (fn) => db.read(fn),
    single: db.single,
    async write(accountIds, fn) {
      const end = metrics.unitSeconds.startTimer();
      let result = 'failed';
      try {
        const value = await db.write(accountIds, fn);
        result = 'done';
        return value;
      } finally {
        end({ result });
      }
    },
    onChange: (listener) => db.onChange(listener),
    close: () => db.close(),
  };
}

/** Connections taken and refused. */
export function observeGate(gate: ConnectionGate, metrics: ServerMetrics): ConnectionGate {
  return {
    open: (listener) => gate.open(listener),
    tryAccept(listener, address) {
      const admission = gate.tryAccept(listener, address);
      metrics.connections.inc({ listener, result: admission.accepted ? 'accepted' : 'refused' });
      return admission;
    },
  };
}
