import type { AccountChange } from '../../db/index.ts';
import { type AccessService, type Context, hasScope, onSignInEnd } from '../access/index.ts';
import { CoreError } from '../client/errors.ts';
import type { ChangeNotice, Client, MessagerieApi, SubmissionEnvelope } from '../client/index.ts';
import type { Core } from '../core.ts';
import { accountOf, fromId, toId } from '../ids.ts';
import { readableBlob } from '../jmap/blob-access.ts';
import { callMethod } from '../jmap/engine.ts';
import { keepUpload } from '../jmap/upload.ts';
import { createLegacyClient, type LegacyServices } from '../legacy/legacy-client.ts';
import { deliver, type Forward, resolveRecipient } from '../mail/delivery/deliver.ts';
import { mayUseAddress } from '../people/own-addresses.ts';
import { mailboxNotice, subscribeShared } from './shared-notices.ts';

/** What submission and delivery need of the transport. */
export interface TransportServices {
  submit(ctx: Context, envelope: SubmissionEnvelope, source: AsyncIterable<Uint8Array>): Promise<{ submissionId: string }>;
  readonly forward: Forward;
}

export interface MessagerieApiParts {
  readonly core: Core;
  readonly access: AccessService;
  readonly transport: TransportServices;
  readonly legacy: LegacyServices;
}

/** The API in process, as shims are given it: the same methods and rights as over HTTP, without serialisation (design §4, Client). */
export function createMessagerieApi(parts: MessagerieApiParts): MessagerieApi {
  const { core, access, transport } = parts;
  return {
    hostname: core.settings.hostname,
    async signIn(credentials, caller) {
      const ctx = await access.signIn(credentials, caller);
      if (!hasScope(ctx, 'mail:read')) throw new CoreError('notPermitted', 'This sign-in is not for mail.');
      return createClient(parts, ctx);
    },
    resolveRecipient: (address, sizeBytes) => resolveRecipient(core, address, sizeBytes),
    deliver: (request) => deliver(core, request, transport.forward),
  };
}

/** One sign-in's view of the API. */
export function createClient({ core, transport, legacy }: MessagerieApiParts, ctx: Context): Client {
  const { principal } = ctx;
  const subscriptions = new Set<() => void>();
  const keep = (end: () => void): (() => void) => {
    subscriptions.add(end);
    return () => {
      subscriptions.delete(end);
      end();
    };
  };
  return {
    principal: {
      id: toId('principal', principal.id), accountId: toId('account', principal.id), address: principal.address, name: principal.name,
      language: principal.language, administrator: principal.administrator,
    },
    readOnly: !hasScope(ctx, 'mail'),
    call: (method, args) => callMethod(ctx, method, args),
    legacy: createLegacyClient(ctx, legacy),
    async upload(accountId, source, type) {
      const { blobId, sizeBytes } = await keepUpload(ctx, accountId, source, type);
      return { blobId, sizeBytes };
    },
    blob: (accountId, blobId) => readableBlob(ctx, accountId, blobId),
    submit(envelope, source) {
      if (!hasScope(ctx, 'mail')) throw new CoreError('notPermitted', 'This sign-in may only read mail.');
      return transport.submit(ctx, envelope, source);
    },
    maySendAs: (address) => core.db.read((read) => mayUseAddress(read, principal.id, address)),
    subscribe(listener, only) {
      const mailbox = only && fromId('mailbox', only.mailboxId);
      if (mailbox !== undefined && accountOf(mailbox) !== principal.id) {
        return keep(core.bus.subscribe((event) => {
          const notice = mailboxNotice(event, principal.id, mailbox);
          if (notice) listener(notice);
        }));
      }
      const ends = [core.bus.subscribe((event) => {
        // What concerns readers of it alone changes nothing for the owner.
        if (event.kind === 'change' && event.change.accountId === principal.id && isForOwner(event.change)) listener(toNotice(event.change));
      })];
      if (!only) ends.push(subscribeShared(ctx, listener));
      return keep(() => {
        for (const end of ends) end();
      });
    },
    onRevoked: (listener) => keep(onSignInEnd(ctx, listener)),
    close() {
      for (const end of subscriptions) end();
      subscriptions.clear();
    },
  };
}

const isForOwner = ({ types, mailboxIds, delivered }: AccountChange): boolean => types.size > 0 || mailboxIds.size > 0 || delivered;

function toNotice(change: AccountChange): ChangeNotice {
  const state = String(change.modseq);
  const changed: Record<string, string> = {};
  for (const type of change.types) changed[type] = state;
  if (change.delivered) changed['EmailDelivery'] = state;
  const mailboxIds = [...change.mailboxIds].map((id) => toId('mailbox', id));
  return { accountId: toId('account', change.accountId), changed, mailboxIds, modseq: change.modseq };
}

