/** Sending (RFC 8621 §7): the message is made, handed in with the time that it is to be held for, and moved to Sent, in one request. */
import type { EmailSubmissionCreate, Identity } from '../../../openapi/generated/jmap.ts';
import { upload } from '../../jmap/blobs.ts';
import { SetFailed } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { uniqueRecipients } from './addresses.ts';
import { type Draft, recipientsOf } from './draft.ts';
import { flowed } from './flowed.ts';
import { emailOf, plainTextOf } from './message.ts';
import { unmarkOriginal } from './original-mark.ts';
import type { QuoteWords } from './quote.ts';
import { creationId, replaceDraft } from './replace.ts';
import { scheduledFolderOf } from './scheduled-folder.ts';

/** When it is to leave. */
export interface SendPlan {
  /** Held for so long, so that it can be taken back; 0 for not at all. */
  readonly holdSeconds: number;
  /** ISO 8601, UTC; then `holdSeconds` does not count. */
  readonly sendAt?: string | undefined;
}

export interface Sent {
  readonly emailId: string | undefined;
  readonly submissionId: string | undefined;
}

/** The message was made but not sent, or not even made. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  /** The Email that is there as a draft now. */
  readonly serverId: string | undefined;
  readonly refusedAddresses: readonly string[];

  constructor(cause: unknown, serverId: string | undefined, refusedAddresses: readonly string[] = []) {
    super('The message was not sent.', { cause });
    this.serverId = serverId;
    this.refusedAddresses = refusedAddresses;
  }
}

/**
 * @throws NotSent where the server refuses; OlderMoved where the draft was changed or sent elsewhere, and nothing was made; what the client throws where its answer is not known ({@link findSent} then tells)
 */
export async function sendDraft(store: Store, draft: Draft, identity: Identity, plan: SendPlan, { t, direction: dir }: Pick<QuoteWords, 't' | 'direction'>): Promise<Sent> {
  const { accountId } = draft;
  const { drafts, sent } = rolesOf(store, accountId);
  // It lies there before it is handed in: from then on the server moves it to Sent whenever it leaves.
  const waiting = plan.sendAt === undefined ? undefined : await scheduledFolderOf(store, accountId, t('folders.scheduled'));
  const flowedBlobId = draft.format === 'plain' ? (await upload(accountId, new Blob([flowed(plainTextOf(draft))], { type: 'text/plain' })).done).blobId : undefined;
  const message = emailOf(draft, identity, {
    mailboxIds: { [waiting ?? drafts]: true },
    keywords: { $draft: true, $seen: true },
    sentAt: localDateTime(plan.sendAt === undefined ? new Date() : new Date(plan.sendAt)),
    dir,
    ...(plan.sendAt === undefined ? {} : { receivedAt: plan.sendAt }),
    ...(flowedBlobId === undefined ? {} : { flowedBlobId }),
  });
  const made = replaceDraft(store.client, accountId, message, draft.serverId);
  const submission = store.client.call('EmailSubmission/set', {
    accountId,
    create: { send: { identityId: identity.id ?? '', emailId: `#${creationId}`, envelope: envelopeOf(draft, identity, plan) } },
    onSuccessUpdateEmail: { '#send': waiting !== undefined || sent === drafts ? { 'keywords/$draft': null } : { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null } },
  });
  const followed = store.sync(accountId).catch(() => {});
  submission.catch(() => {}); // without an Email it fails, too
  const emailId = await made.catch((error: unknown) => {
    throw error instanceof SetFailed ? new NotSent(error, draft.serverId) : error;
  });
  const submitted = await submission;
  const refusal = submitted.notCreated?.['send'] as ({ type: string; invalidRecipients?: string[] } & Record<string, unknown>) | undefined;
  if (refusal) throw new NotSent(new SetFailed(refusal), emailId, refusal.invalidRecipients ?? []);
  await followed;
  return { emailId, submissionId: submitted.created?.['send']?.id };
}

function envelopeOf(draft: Draft, identity: Identity, { holdSeconds, sendAt }: SendPlan): NonNullable<EmailSubmissionCreate['envelope']> {
  const hold = sendAt !== undefined ? { HOLDUNTIL: sendAt } : holdSeconds > 0 ? { HOLDFOR: String(holdSeconds) } : null;
  return {
    mailFrom: { email: identity.email ?? '', parameters: hold },
    rcptTo: uniqueRecipients(recipientsOf(draft)).map(({ email }) => ({ email, parameters: null })),
  };
}

/** Drafts and Sent; the inbox where one of them is missing. */
export function rolesOf(store: Store, accountId: string): { readonly drafts: string; readonly sent: string } {
  const folders = store.replica(accountId).folders() ?? [];
  const idOf = (role: string): string | undefined => folders.find((folder) => folder.role === role)?.id;
  const drafts = idOf('drafts') ?? idOf('inbox') ?? '';
  return { drafts, sent: idOf('sent') ?? drafts };
}

/**
 * Whether a message whose sending was interrupted has left all the same: it is known by its Message-ID.
 * @returns `sent` if so; else the Emails that are there of it, to be replaced
 */
export async function findSent(store: Store, draft: Draft): Promise<{ readonly sent: Sent | undefined; readonly leftovers: readonly string[] }> {
  const { accountId, messageId } = draft;
  const query = store.client.call('Email/query', { accountId, filter: { header: ['Message-ID', messageId] } });
  const { ids } = await query;
  if (ids.length === 0) return { sent: undefined, leftovers: [] };
  const submissions = store.client.call('EmailSubmission/query', { accountId, filter: { emailIds: ids } });
  const got = store.client.call('EmailSubmission/get', { accountId, '#ids': submissions.ref('/ids') });
  submissions.catch(() => {});
  const made = (await got).list.find(({ undoStatus }) => undoStatus !== 'canceled');
  if (made) return { sent: { emailId: made.emailId, submissionId: made.id }, leftovers: [] };
  return { sent: undefined, leftovers: ids };
}

/**
 * Takes a message back that is still held, and puts it into Drafts again; what it answered counts as not answered then.
 * @throws SetFailed `cannotUnsend` where it is on its way already
 */
export async function takeBack(store: Store, accountId: string, { submissionId, emailId }: { readonly submissionId: string; readonly emailId: string }): Promise<void> {
  const { drafts, sent } = rolesOf(store, accountId);
  const scheduled = store.replica(accountId).folderByRole('scheduled')?.id;
  const from = [sent, scheduled].filter((id) => id !== undefined && id !== drafts);
  const patch = { ...Object.fromEntries(from.map((id) => [`mailboxIds/${id}`, null])), [`mailboxIds/${drafts}`]: true, 'keywords/$draft': true };
  const set = store.client.call('EmailSubmission/set', { accountId, update: { [submissionId]: { undoStatus: 'canceled' } }, onSuccessUpdateEmail: { [submissionId]: patch } });
  void store.sync(accountId).catch(() => {});
  const refusal = (await set).notUpdated?.[submissionId];
  // Either way there is nothing more to undo.
  store.undo.dropAbout(submissionId);
  if (refusal) throw new SetFailed(refusal);
  unmarkOriginal(store, emailId);
}

/** RFC 3339 with the zone of this device. */
export function localDateTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
