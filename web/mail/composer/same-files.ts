/**
 * Files of a draft that the server does not have any more under the ids that are known here, found again in Emails that hold the same ones: each save puts a new Email
 * in place of an older one, and the ids of parts go with it (RFC 8621 §4.1.4).
 */
import type { EmailBodyPart } from '../../../openapi/generated/jmap.ts';
import { SetFailed } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { attachmentOf } from './content.ts';
import type { Attachment, Draft, DraftContent } from './draft.ts';
import { ownBlobs } from './own-blobs.ts';

/** So often a save or a sending is tried again with files that were found again: what they were found in may be replaced in its turn. */
export const mostFileTries = 5;
/** A version that is replaced between the query and the look at it seems not to be there. */
const mostLooks = 3;

const properties = ['id', 'bodyStructure'];
const bodyProperties = ['partId', 'blobId', 'type', 'name', 'size', 'cid', 'subParts'];

/** Ids that the server has named as not there; none where that was not the reason. */
export function goneBlobs(error: unknown): ReadonlySet<string> {
  return new Set(error instanceof SetFailed && error.type === 'blobNotFound' ? error.notFound : []);
}

/** All files that go along with a draft, those within the text and the quote among them. */
export const allFiles = ({ attachments, quote }: Pick<DraftContent, 'attachments' | 'quote'>): Attachment[] => [...attachments, ...(quote?.images ?? [])];

/** Whether any of these is a file of the draft. */
export const concerns = (gone: ReadonlySet<string>, draft: DraftContent): boolean => allFiles(draft).some(({ blobId }) => blobId !== undefined && gone.has(blobId));

/**
 * @param gone ids of blobs that are not there any more
 * @returns for each of them the id of the same file; those that are nowhere are left out
 * @throws what the client throws
 */
export async function findFilesAgain(store: Store, draft: Draft, gone: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  let found: ReadonlyMap<string, string> = new Map();
  const isMissing = (): boolean => allFiles(draft).some(({ blobId }) => blobId !== undefined && gone.has(blobId) && !found.has(blobId));
  for (let look = 0; look < mostLooks && (look === 0 || isMissing()); look += 1) found = sameFiles(allFiles(draft), gone, (await versionsOf(store, draft)).map(({ files }) => files));
  if (!isMissing() || !draft.answered) return found;
  const left = new Set([...gone].filter((blobId) => !found.has(blobId)));
  return new Map([...found, ...sameFiles(allFiles(draft), left, await filesOfOriginal(store, draft.answered))]);
}

/** The draft with its files under the ids that they were found by; those that were not are lost: they have none. */
export function withFilesFound<D extends Pick<DraftContent, 'attachments' | 'quote'>>(draft: D, gone: ReadonlySet<string>, found: ReadonlyMap<string, string>): D {
  const again = (files: readonly Attachment[]): Attachment[] => files.map((file) => (file.blobId !== undefined && gone.has(file.blobId) ? { ...file, blobId: found.get(file.blobId), isPart: true } : file));
  return { ...draft, attachments: again(draft.attachments), quote: draft.quote && { ...draft.quote, images: again(draft.quote.images) } };
}

/** The draft with those of its files that were parts of an Email under the ids that they have in the one that is there now, as far as that can be found out. */
export async function withFilesOf(store: Store, draft: Draft): Promise<Draft> {
  const parts = new Set(allFiles(draft).flatMap(({ isPart, blobId }) => (isPart && blobId !== undefined ? [blobId] : [])));
  if (parts.size === 0) return draft;
  const found = await findFilesAgain(store, draft, parts).catch(() => new Map<string, string>());
  return withFilesFound(draft, new Set(found.keys()), found);
}

/**
 * Where the files of a draft are that were parts of the Email that a save replaces. To be called in the same turn as the save, so that it is asked in the same request.
 * @returns makes of the draft, as it has become meanwhile, one whose files are parts of the new Email; where they are not found the next save will tell
 */
export async function followFiles(store: Store, saved: Draft): Promise<(draft: Draft, emailId: string) => Draft> {
  const files = allFiles(saved).filter(({ isPart }) => isPart);
  if (files.length === 0) return (draft) => draft;
  const versions = await versionsOf(store, saved).catch(() => []);
  const ids = new Set(files.flatMap(({ blobId }) => blobId ?? []));
  return (draft, emailId) => {
    const found = sameFiles(files, ids, versions.flatMap((version) => (version.emailId === emailId ? [version.files] : [])));
    return found.size === 0 ? draft : withFilesFound(draft, new Set(found.keys()), found);
  };
}

/** What two copies of one file have in common, the surest first; undefined where a file has nothing to be compared. */
const likenesses: readonly ((file: Attachment) => string | undefined)[] = [
  ({ name, type, size, cid }) => JSON.stringify([name, bareType(type), size, cid ?? null]),
  ({ name, size }) => JSON.stringify([name, size]),
  ({ cid, size }) => (cid === undefined ? undefined : JSON.stringify([cid, size])),
];

const bareType = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase();

/**
 * Pairs files with those of other Emails. Files that look alike are paired in their order, each with one of its own.
 * @param sources files by Email, the Email to be preferred first
 * @returns new blob ids by those that are gone
 */
export function sameFiles(files: readonly Attachment[], gone: ReadonlySet<string>, sources: readonly (readonly Attachment[])[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const source of sources) {
    const free = new Set(source.filter(({ blobId }) => blobId !== undefined && !gone.has(blobId)));
    for (const likenessOf of likenesses) {
      for (const file of files) {
        const likeness = likenessOf(file);
        if (file.blobId === undefined || !gone.has(file.blobId) || found.has(file.blobId) || likeness === undefined) continue;
        const same = [...free].find((one) => likenessOf(one) === likeness);
        if (same?.blobId === undefined) continue;
        free.delete(same);
        found.set(file.blobId, same.blobId);
      }
    }
  }
  return found;
}

interface Version {
  readonly emailId: string | undefined;
  readonly files: readonly Attachment[];
}

/** Emails that are versions of the draft: they have its Message-ID. The latest first. */
async function versionsOf(store: Store, { accountId, messageId }: Draft): Promise<Version[]> {
  const query = store.client.call('Email/query', { accountId, filter: { header: ['Message-ID', messageId] }, sort: [{ property: 'receivedAt', isAscending: false }] });
  const get = store.client.call('Email/get', { accountId, '#ids': query.ref('/ids'), properties, bodyProperties });
  query.catch(() => {});
  return (await get).list.map(({ id, bodyStructure }) => ({ emailId: id, files: bodyStructure ? filesWithin(bodyStructure) : [] }));
}

/** Of the message that is answered or passed on. */
async function filesOfOriginal(store: Store, { accountId, emailId }: NonNullable<Draft['answered']>): Promise<Attachment[][]> {
  const { list } = await store.client.call('Email/get', { accountId, ids: [emailId], properties, bodyProperties });
  return Promise.all(list.map(({ bodyStructure }) => ownBlobs(store, accountId, bodyStructure ? filesWithin(bodyStructure) : [])));
}

function filesWithin(part: EmailBodyPart): Attachment[] {
  if (part.subParts?.length) return part.subParts.flatMap(filesWithin);
  const isText = part.name == null && (part.type === 'text/plain' || part.type === 'text/html');
  return isText || !part.blobId ? [] : [attachmentOf(part, part.cid ?? undefined)];
}
