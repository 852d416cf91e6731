/** An API with one inbox in memory, as far as POP3 asks for it. */
import { CoreError, DELETED_BIT, flagBits, type Client, type LegacyClient, type MessagerieApi } from '../../../api/client/index.ts';

export interface StoredMessage {
  readonly uid: number;
  readonly emailId: string;
  readonly text: string;
  flags: number;
}

export interface FakeApi extends MessagerieApi {
  /** In the inbox, in UID order. */
  inbox: StoredMessage[];
  /** Open clients. */
  clients: number;
  readonly flagChanges: { uids: number[]; keywords: readonly string[]; deleted: boolean }[];
  /** Thrown by the next change. */
  failure: Error | undefined;
  /** Message texts are handed out in pieces of this size. */
  pieceBytes: number;
  /** Ends all sign-ins. */
  revoke(): void;
  /** Resolves when the number of open clients is this. */
  untilClients(count: number): Promise<void>;
}

export function fakeApi(texts: readonly string[]): FakeApi {
  const revoked = new Set<(reason: string) => void>();
  const waiting = new Set<() => void>();
  const count = (by: number): void => {
    api.clients += by;
    for (const look of waiting) look();
  };

  const legacy = {
    mailbox: async (path: string) => (path === 'INBOX' ? { id: 'm1', accountId: 'a1', path: 'INBOX', role: 'inbox' } : undefined),
    async snapshot() {
      const uids = Uint32Array.from(api.inbox, ({ uid }) => uid);
      const columns = { uids, emails: new Float64Array(uids.length), flags: Uint32Array.from(api.inbox, ({ flags }) => flags), modseqs: new Float64Array(uids.length), extraKeywords: new Map() };
      return { uidValidity: 1, uidNext: 100, highestModseq: 1, messages: columns };
    },
    async *fetch(_mailboxId: string, uids: Uint32Array) {
      for (let at = 0; at < uids.length; at += 2) {
        const found = api.inbox.filter(({ uid }) => uids.subarray(at, at + 2).includes(uid));
        yield { uids: Uint32Array.from(found, ({ uid }) => uid), sizes: Float64Array.from(found, ({ text }) => Buffer.byteLength(text)), emailIds: found.map(({ emailId }) => emailId) };
      }
    },
    async message(_mailboxId: string, uid: number) {
      const found = api.inbox.find((message) => message.uid === uid);
      if (!found) throw new CoreError('notFound', 'The message has gone');
      const bytes = Buffer.from(found.text);
      return {
        sizeBytes: bytes.length,
        async *read() {
          for (let at = 0; at < bytes.length; at += api.pieceBytes) yield bytes.subarray(at, at + api.pieceBytes);
        },
      };
    },
    async changeFlags({ uids, keywords, deleted }: { uids: Uint32Array; keywords: readonly string[]; deleted: boolean }) {
      if (api.failure) throw api.failure;
      api.flagChanges.push({ uids: [...uids], keywords, deleted });
      for (const message of api.inbox) {
        if (!uids.includes(message.uid)) continue;
        if (deleted) message.flags |= DELETED_BIT;
        if (keywords.includes('$seen')) message.flags |= flagBits.$seen;
      }
      return { updated: uids, modseqs: new Float64Array(uids.length), conflicting: new Uint32Array() };
    },
    capabilitiesOff: async () => [],
    async deleteByPop3(_mailboxId: string, uids: Uint32Array) {
      if (api.failure) throw api.failure;
      const leaving = api.inbox.filter(({ uid }) => uids.includes(uid));
      api.inbox = api.inbox.filter((message) => !leaving.includes(message));
      return leaving.length;
    },
  } as unknown as LegacyClient;

  const api: FakeApi = {
    hostname: 'mail.example.org',
    inbox: texts.map((text, at) => ({ uid: 10 + at, emailId: `e${at + 1}`, text, flags: 0 })),
    clients: 0,
    flagChanges: [],
    failure: undefined,
    pieceBytes: 64 * 1024,
    revoke: () => {
      for (const listener of revoked) listener('password changed');
    },
    untilClients: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (api.clients !== wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async signIn(credentials) {
      if (!('user' in credentials)) throw new CoreError('credentialsInvalid', 'No tokens here');
      if (credentials.user === 'busy@example.org') throw new CoreError('tooManyAttempts', 'Too many attempts, wait 30 seconds');
      if (credentials.user !== 'alice@example.org' || credentials.password !== ' secret  pass ') throw new CoreError('credentialsInvalid', 'The address or the password is wrong');
      count(1);
      return {
        principal: { id: 'p1', accountId: 'a1', address: credentials.user, name: 'Alice', language: 'en', administrator: false },
        legacy,
        onRevoked: (listener: (reason: string) => void) => {
          revoked.add(listener);
          return () => revoked.delete(listener);
        },
        close: () => count(-1),
      } as unknown as Client;
    },
    resolveRecipient: async () => ({ kind: 'remote' }),
    deliver: async () => [],
  };
  return api;
}
