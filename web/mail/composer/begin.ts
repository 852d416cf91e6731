/** The first state of a message, from what somebody wants to write. */
import type { Identity } from '../../../openapi/generated/jmap.ts';
import type { Preferences } from '../../app/preferences.tsx';
import type { EmailBody, OwnIdentity, Store } from '../../store/index.ts';
import { priorityOf } from '../priority.ts';
import { addressKey, type Recipient } from './addresses.ts';
import { type Block, contentOf, filesBeside, imagesOf } from './content.ts';
import { firstStrong } from '../../text/direction.ts';
import { type DocNode, docOfText, emptyDoc, imagesWithin } from './doc.ts';
import { textOfDoc } from './doc-text.ts';
import { type Attachment, type Draft, newMessageId, type Quote } from './draft.ts';
import { docOfElement } from './editor/extensions.ts';
import type { ComposeIntent } from './intent.ts';
import { lineOfHtml } from './isolates.ts';
import { textOfElement } from './element-text.ts';
import { loosePictures, withoutLoosePictures, withPictures } from './loose-pictures.ts';
import { safeBody } from './mail-window.ts';
import { originalAsFile } from './original-as-file.ts';
import { ownBlobs } from './own-blobs.ts';
import { pictureOfData } from './picture-file.ts';
import { quoteOf, type QuoteWords } from './quote.ts';
import { forwardSubject, identityFor, type OwnAddresses, replyRecipients, replySubject, threadOf } from './reply.ts';
import { type Closing, signaturePlace, signed } from './signature.ts';

export interface Beginning {
  readonly store: Store;
  readonly identities: readonly OwnIdentity[];
  readonly preferences: Pick<Preferences, 'composeFormat' | 'defaultIdentityId' | 'identities'>;
  readonly words: QuoteWords;
}

/** The Email that an intent is about is not there any more. */
export class OriginalGone extends Error {
  override readonly name = 'OriginalGone';
}

/** A longer original is not quoted but attached: no reader shows so much below an answer. */
const longestQuote = 1_500_000;

export interface Begun {
  readonly draft: Draft;
  /** Those of its files that the server has not got yet, by the id of the attachment. */
  readonly files: ReadonlyMap<string, File>;
}

/** @throws OriginalGone, BccStays; what the client throws */
export async function begin(intent: ComposeIntent, beginning: Beginning): Promise<Begun> {
  if (intent.kind === 'draft' || intent.kind === 'editAsNew') return continued(intent.accountId, await wholeBody(beginning.store, intent.accountId, intent.emailId), beginning, intent.kind === 'draft');
  return { draft: await newDraft(intent, beginning), files: new Map() };
}

async function newDraft(intent: ComposeIntent, beginning: Beginning): Promise<Draft> {
  const { store, identities, preferences } = beginning;
  const standard = identities.find(({ id }) => id === preferences.defaultIdentityId) ?? identities[0];
  if (intent.kind === 'new') {
    return withSignature(
      blankDraft(store, standard, {
        to: [...(intent.to ?? [])], cc: [...(intent.cc ?? [])], bcc: [...(intent.bcc ?? []), ...alwaysBcc(standard)],
        subject: intent.subject ?? '', format: preferences.composeFormat, text: intent.text ?? '', doc: intent.text ? docOfText(intent.text) : emptyDoc,
        inReplyTo: [...(intent.inReplyTo ?? [])], references: [...(intent.inReplyTo ?? [])],
      }),
      standard, beginning,
    );
  }
  const { accountId, emailId } = intent;
  const original = await wholeBody(store, accountId, emailId);
  const identity = identityFor(identities, original) ?? standard;
  const isReply = intent.kind === 'reply' || intent.kind === 'replyAll';
  const isTooLong = Object.values(original.bodyValues ?? {}).some(({ value }) => value.length > longestQuote);
  const asAttachment = intent.kind === 'forwardAsAttachment' || (isTooLong && !isReply);
  const format = isPlainOnly(original) && isReply ? 'plain' : preferences.composeFormat;
  const content = contentOf(isTooLong && isReply ? shortened(original) : original);
  const quote = asAttachment ? undefined : await quoteOf(isReply ? 'reply' : 'forward', original, content, beginning.words, isReply || format === 'html');
  const recipients = isReply ? replyRecipients(original, ownOf(identities), intent.kind === 'replyAll') : { to: [], cc: [] };
  // Pictures that the quote shows go along with it.
  const attachments = asAttachment ? [await originalAsFile(store, accountId, original)] : isReply ? [] : await ownBlobs(store, accountId, filesBeside(content, new Set(quote?.images.map(({ cid }) => cid))));
  const draft = blankDraft(store, identity, {
    ...recipients,
    bcc: alwaysBcc(identity),
    subject: isReply ? replySubject(original.subject) : forwardSubject(original.subject),
    format,
    quote: await ownImages(store, accountId, quote),
    attachments,
    ...(isReply ? threadOf(original) : { inReplyTo: [], references: threadOf(original).references }),
    answered: { accountId, emailId, keyword: isReply ? '$answered' : '$forwarded' },
  });
  return withSignature(draft, identity, beginning);
}

function ownOf(identities: readonly OwnIdentity[]): OwnAddresses {
  const addresses = (isShared: boolean) => identities.filter((one) => (one.isShared === true) === isShared).map(({ email = '' }) => email);
  return { own: addresses(false), shared: addresses(true) };
}

function blankDraft(store: Store, identity: Identity | undefined, given: Partial<Draft>): Draft {
  return {
    id: crypto.randomUUID(), accountId: store.ownAccountId, messageId: newMessageId(identity?.email ?? ''), identityId: identity?.id,
    to: [], cc: [], bcc: [], subject: '', priority: 'normal', format: 'html', doc: emptyDoc, text: '', quote: undefined, closing: undefined, attachments: [],
    inReplyTo: [], references: [], answered: undefined, serverId: undefined, savedRevision: -1, revision: 0, changedAt: Date.now(), ...given,
  };
}

function alwaysBcc(identity: Identity | undefined): Recipient[] {
  return (identity?.bcc ?? []).map(({ name, email }) => ({ name: name ?? '', email }));
}

/** All of it: an answer must not lose the end of what it quotes. */
async function wholeBody(store: Store, accountId: string, emailId: string): Promise<EmailBody> {
  const body = await store.bodies.load(accountId, emailId);
  if (!body) throw new OriginalGone('There is no such Email.');
  if (!Object.values(body.bodyValues ?? {}).some(({ isTruncated }) => isTruncated)) return body;
  await store.bodies.loadWhole(accountId, emailId);
  return store.bodies.get(accountId, emailId) ?? body;
}

function isPlainOnly({ htmlBody = [] }: EmailBody): boolean {
  return !htmlBody.some(({ type }) => type === 'text/html') && htmlBody.some(({ 'header:Content-Type': contentType }) => String(contentType ?? '').includes('flowed'));
}

function shortened(original: EmailBody): EmailBody {
  const bodyValues = Object.fromEntries(Object.entries(original.bodyValues ?? {}).map(([id, value]) => [id, { ...value, value: value.value.slice(0, longestQuote) }]));
  return { ...original, bodyValues };
}

async function ownImages(store: Store, fromAccountId: string, quote: Quote | undefined): Promise<Quote | undefined> {
  return quote && { ...quote, images: await ownBlobs(store, fromAccountId, quote.images) };
}

async function withSignature(draft: Draft, identity: Identity | undefined, { preferences }: Beginning): Promise<Draft> {
  if (!identity) return draft;
  return { ...draft, ...(await signed(draft, undefined, identity, signaturePlace(identity, preferences, draft.answered !== undefined))) };
}

// ── what is there already ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A draft that is gone on with, or a message whose text is used again. */
async function continued(accountId: string, original: EmailBody, beginning: Beginning, isDraft: boolean): Promise<Begun> {
  const { store, identities } = beginning;
  const own = (files: readonly Attachment[]): Promise<Attachment[]> => (isDraft ? Promise.resolve(files.map((file) => ({ ...file, isPart: true }))) : ownBlobs(store, accountId, files));
  const content = contentOf(original);
  const images = await own(imagesOf(content));
  const parts = await writtenIn(content.html, images);
  const held = withHeldPictures(parts?.doc ?? emptyDoc);
  const shown = new Set([...imagesWithin(parts?.doc ?? emptyDoc), ...(parts?.quote?.images ?? []).map(({ cid }) => cid)]);
  const from = original.from?.[0];
  const sameAddress = identities.filter(({ email = '' }) => addressKey(email) === addressKey(from?.email ?? ''));
  const identity = sameAddress.find(({ name = '' }) => name === (from?.name ?? '')) ?? sameAddress[0] ?? identities[0];
  const inText = images.filter(({ cid }) => shown.has(cid) && !parts?.quote?.images.some((one) => one.cid === cid));
  const text = content.html.flatMap((block) => (block.kind === 'text' ? block.value : [])).join('\n');
  const people = (addresses: EmailBody['to']): Recipient[] => (addresses ?? []).map(({ name, email }) => (email === '' ? { name: '', email: name ?? '' } : { name: name ?? '', email }));
  const draft = blankDraft(store, identity, {
    to: people(original.to), cc: people(original.cc), bcc: people(original.bcc),
    subject: original.subject ?? '', priority: priorityOf(original),
    format: parts ? 'html' : 'plain', doc: parts ? held.doc : docOfText(text), text: parts ? '' : text, quote: parts?.quote, closing: parts?.closing,
    attachments: [...inText, ...held.attachments, ...(await own(filesBeside(content, shown)))],
    inReplyTo: [...(original.inReplyTo ?? [])], references: [...(original.references ?? [])],
    ...(isDraft
      ? { serverId: original.id, savedRevision: 0, messageId: original.messageId?.[0] ?? newMessageId(identity?.email ?? ''), answered: await answeredBy(store, original) }
      : { inReplyTo: [], references: [] }),
  });
  return { draft, files: held.files };
}

/** Pictures that the HTML of a message holds in itself, as files of the new one: many readers show none that a text holds. */
function withHeldPictures(doc: DocNode): Pick<Begun, 'files'> & { readonly doc: DocNode; readonly attachments: readonly Attachment[] } {
  const content = doc.content ?? [];
  const files = new Map<string, File>();
  const attachments = new Map<string, Attachment & { readonly cid: string }>();
  for (const { cid, src } of loosePictures(content, () => true)) {
    const file = cid === null && src !== null && !attachments.has(src) ? pictureOfData(src) : undefined;
    if (!file || src === null) continue;
    const id = crypto.randomUUID();
    files.set(id, file);
    attachments.set(src, { id, name: file.name, type: file.type, size: file.size, cid: `${id}@messagerie` });
  }
  const cids = new Map([...attachments].map(([src, { cid }]) => [src, cid]));
  return { doc: { ...doc, content: withPictures(content, () => true, cids) }, attachments: [...attachments.values()], files };
}

interface Written {
  readonly doc: DocNode;
  readonly quote: Quote | undefined;
  readonly closing: Closing | undefined;
}

/** What goes into the editor; undefined where it is plain text alone. Only a message that is one HTML text may be of our making, and taken apart. */
async function writtenIn(blocks: readonly Block[], images: readonly Attachment[]): Promise<Written | undefined> {
  const [first] = blocks;
  if (blocks.every(({ kind }) => kind === 'text')) return undefined;
  if (blocks.length === 1 && first?.kind === 'html') return takeApart(first.value, images);
  const docs = await Promise.all(blocks.map(docOfBlock));
  return { doc: { type: 'doc', content: docs.flatMap(({ content }) => content ?? []) }, quote: undefined, closing: undefined };
}

async function docOfBlock(block: Block): Promise<DocNode> {
  if (block.kind === 'picture') return { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'image', attrs: { cid: block.image.cid, alt: block.image.name } }] }] };
  return block.kind === 'html' ? docOfElement(withoutMarks(await safeBody(block.value))) : docOfText(block.value.replace(/\r?\n$/, ''));
}

/** The mark above a signature is not part of it. */
function withoutMarks(body: HTMLElement): HTMLElement {
  for (const mark of body.querySelectorAll('.messagerie-signature > div:first-child')) if (/^--\s*$/.test((mark.textContent ?? '').replace(/\u00a0/g, ' '))) mark.remove();
  return body;
}

/** Text and quote of HTML that this composer made; all of it is text where another program did. */
async function takeApart(html: string, images: readonly Attachment[]): Promise<Written> {
  const body = await safeBody(html);
  const quoted = body.querySelector(':scope > .messagerie-quote');
  const attribution = body.querySelector(':scope > .messagerie-attribution');
  let quote: Quote | undefined;
  if (quoted && attribution) {
    const inner = quoted.innerHTML;
    const text = textOfElement(quoted);
    quote = {
      kind: quoted.tagName === 'BLOCKQUOTE' ? 'reply' : 'forward',
      heading: [...attribution.children].map(lineOfHtml),
      html: inner, text,
      dir: firstStrong(text) ?? 'ltr',
      images: images.filter(({ cid }) => inner.includes(`cid:${cid}`)),
    };
    for (const element of [quoted, attribution, ...body.querySelectorAll(':scope > br')]) element.remove();
  }
  withoutMarks(body);
  const below = body.querySelector(':scope > .messagerie-closing');
  below?.remove();
  const signature = below ? withoutLoosePictures(docOfElement(below)).content?.find(({ type }) => type === 'signature') : undefined;
  const closing = signature && { doc: signature, text: `-- \n${textOfDoc({ type: 'doc', content: signature.content ?? [] })}` };
  // Another program may have put something beside it.
  const text = body.querySelector(':scope > .messagerie-text');
  const isAlone = [...body.childNodes].every((node) => node === text || node.nodeName === 'BR' || (node.nodeType === 3 && node.textContent?.trim() === ''));
  return { doc: docOfElement(text && isAlone ? text : body), quote, closing };
}

/** The message that a draft of another day answers, so that it is marked as answered. */
async function answeredBy(store: Store, draft: EmailBody): Promise<Draft['answered']> {
  const messageId = draft.inReplyTo?.[0];
  if (messageId === undefined) return undefined;
  const accountId = store.ownAccountId;
  try {
    const { ids } = await store.client.call('Email/query', { accountId, filter: { header: ['Message-ID', messageId] }, limit: 1 });
    return ids[0] === undefined ? undefined : { accountId, emailId: ids[0], keyword: '$answered' };
  } catch {
    return undefined; // it is sent all the same
  }
}
