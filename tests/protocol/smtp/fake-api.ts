/** The core as the mail shims see it, in memory: what they ask is answered by small rules, what they hand over is kept. */
import { CoreError, type Caller, type Client, type DeliveryAnswer, type DeliveryRequest, type MessagerieApi, type SubmissionEnvelope } from '../../../api/client/index.ts';

export interface Delivered extends Omit<DeliveryRequest, 'source'> {
  readonly message: string;
}

export interface Submitted {
  readonly envelope: SubmissionEnvelope;
  readonly message: string;
}

export interface FakeApi extends MessagerieApi {
  readonly delivered: Delivered[];
  readonly submitted: Submitted[];
  readonly signIns: Caller[];
  /** Open clients. */
  clients: number;
  /** Ends all sign-ins. */
  revoke(): void;
  /** Awaited before an answer to deliver or submit. */
  gate: Promise<void>;
  /** Awaited by deliver before it reads the first byte. */
  reading: Promise<void>;
  /** Thrown by deliver and submit instead of an answer. */
  failure: Error | undefined;
  /** Whether pieces are kept (off for measuring). */
  keep: boolean;
}

const failing: Record<string, Omit<DeliveryAnswer, 'address' | 'delivered'>> = {
  'later@example.org': { code: 452, enhanced: '4.2.2', text: 'Mailbox full' },
  'never@example.org': { code: 550, enhanced: '5.7.1', text: 'Refused by a rule' },
};

/** Addresses of example.org: ali, alice, bob and `user<n>` exist; full and tiny have no room; later and never fail after DATA, unless another recipient
 * has the message and there is one answer for all. */
export function fakeApi(): FakeApi {
  const listeners = new Set<(reason: string) => void>();
  const known = /^(ali|alice|bob|later|never|user\d*|postmaster|ünï|"a b")(\+.*)?@example\.org$/;

  const client = (address: string): Client =>
    ({
      principal: { id: 'p1', accountId: 'a1', address, name: 'Alice Martin', language: 'en', administrator: false },
      maySendAs: async (sender: string) => sender.toLowerCase() === address || sender === 'team@example.org',
      async submit(envelope: SubmissionEnvelope, source: AsyncIterable<Uint8Array>) {
        const message = await collect(source, api.keep);
        await api.gate;
        if (api.failure) throw api.failure;
        api.submitted.push({ envelope, message });
        return { submissionId: `s${api.submitted.length}` };
      },
      onRevoked(listener: (reason: string) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => void (api.clients -= 1),
    }) as unknown as Client;

  const api: FakeApi = {
    hostname: 'mail.example.org',
    delivered: [],
    submitted: [],
    signIns: [],
    clients: 0,
    gate: Promise.resolve(),
    reading: Promise.resolve(),
    failure: undefined,
    keep: true,
    revoke: () => {
      for (const listener of listeners) listener('password changed');
    },
    async signIn(credentials, caller) {
      api.signIns.push(caller);
      if (!('user' in credentials)) throw new CoreError('credentialsInvalid', 'No tokens here');
      if (credentials.user === 'busy@example.org') throw new CoreError('tooManyAttempts', 'Too many attempts, wait 30 seconds', { retryAfterSeconds: 30 });
      if (credentials.password !== 'secret pass') throw new CoreError('credentialsInvalid', "L'adresse ou le mot de passe n'est pas juste, réessayez");
      api.clients += 1;
      return client(credentials.user);
    },
    async resolveRecipient(address, sizeBytes) {
      const lower = address.toLowerCase();
      if (lower === 'broken@example.org') throw new Error('a database fell over');
      if (lower === 'full@example.org') return { kind: 'full', permanent: false };
      if (lower === 'tiny@example.org') return sizeBytes !== undefined && sizeBytes > 1000 ? { kind: 'full', permanent: true } : { kind: 'local', accounts: 1 };
      if (lower === 'postmaster' || known.test(lower)) return { kind: 'local', accounts: 1 };
      return lower.endsWith('@example.org') ? { kind: 'unknown' } : { kind: 'remote' };
    },
    async deliver({ source, ...request }) {
      await api.reading;
      const message = await collect(source, api.keep);
      await api.gate;
      if (api.failure) throw api.failure;
      if (api.keep) api.delivered.push({ ...request, message });
      const taken = request.oneAnswer && request.recipients.some(({ address }) => !failing[address]);
      return request.recipients.map(({ address }) => {
        const refused = taken ? undefined : failing[address];
        return refused ? { address, delivered: false, ...refused } : { address, delivered: true, code: 250, enhanced: '2.1.5', text: 'Delivered' };
      });
    },
  };
  return api;
}

async function collect(source: AsyncIterable<Uint8Array>, keep: boolean): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) if (keep) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('latin1');
}
