import { createHash } from 'node:crypto';
import { descriptionFields, printLeaf, readBodyPart } from './body-parts.ts';
import type { DraftPart } from './body-parts.ts';
import { composeBody } from './compose-body.ts';
import { foldField } from './fold.ts';
import { convenienceProperties, printHeaderProperties } from './header-properties.ts';
import { isRecord, printForm } from './print-forms.ts';
import { Problems } from './problems.ts';
import type { BuildErrors } from './problems.ts';

/** An Email object as Email/set creates it (RFC 8621 §4.6); checked here, so any JSON object may be given. */
export type EmailDraft = Readonly<Record<string, unknown>>;

export type BuildResult = { bytes: Buffer; errors: null } | { bytes: null; errors: BuildErrors };

/** Properties that say where and how the Email is kept, not what is in it. */
const ignored = new Set(['keywords', 'mailboxIds', 'receivedAt']);
const bodyProperties = new Set(['bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments', 'headers']);

/**
 * Builds a message from an Email object (RFC 8621 §4.6, RFC 5322, 2045-2047, 2231). Date, Message-ID and MIME-Version are
 * added where missing; values that are no ASCII are encoded, so that every relay takes the message, but for addresses
 * that are internationalised themselves (RFC 6532).
 * @param readBlob content of a blob, null where there is none that the user may read
 * @param makeMessageId a new message id, without angle brackets
 */
export async function buildMessage(draft: EmailDraft, readBlob: (blobId: string) => Promise<Buffer | null>, now: Date, makeMessageId: () => string): Promise<BuildResult> {
  const problems = new Problems();
  for (const property of Object.keys(draft)) {
    if (ignored.has(property) || bodyProperties.has(property) || convenienceProperties.has(property) || property.startsWith('header:')) continue;
    problems.add(property, 'cannot be set');
  }
  const fields = printHeaderProperties(draft, '', (key) => (key.startsWith('content-') ? 'belongs to a body part' : key === 'mime-version' ? 'is set by the server' : null), problems);
  const root = readBody(draft, problems);
  if (root !== null) {
    for (const own of root.fields) {
      if (fields.some((field) => field.key === own.key)) problems.add(own.property, 'is already defined on the Email');
      else if (own.key === 'mime-version') problems.add(own.property, 'is set by the server');
    }
  }
  if (!problems.isEmpty || root === null) return { bytes: null, errors: problems.toErrors() };

  const blobs = new Map<string, Buffer | null>();
  for (const blobId of blobIdsOf(root)) if (!blobs.has(blobId)) blobs.set(blobId, await readBlob(blobId));
  const notFound = [...blobs].filter(([, content]) => content === null).map(([blobId]) => blobId);
  if (notFound.length > 0) return { bytes: null, errors: { type: 'blobNotFound', notFound } };

  const all = [...fields, ...root.fields];
  const has = (key: string): boolean => all.some((field) => field.key === key && field.text !== '');
  let header = has('date') ? '' : foldField('Date', [dateText(now)]);
  const messageId = has('message-id') ? null : makeMessageId();
  for (const field of fields) header += field.text;
  if (messageId !== null) header += `Message-ID: <${messageId}>\r\n`;
  header += 'MIME-Version: 1.0\r\n';
  const chunks: Buffer[] = [Buffer.from(header, 'utf8')];
  const seed = messageId ?? createHash('sha256').update(header).update(String(now.getTime())).digest('hex');
  printPart(root, blobs, new BoundaryMaker(seed, root, blobs), chunks);
  return { bytes: Buffer.concat(chunks), errors: null };
}

function readBody(draft: EmailDraft, problems: Problems): DraftPart | null {
  const bodyValues = isRecord(draft.bodyValues) ? draft.bodyValues : {};
  if (draft.bodyValues !== undefined && draft.bodyValues !== null && !isRecord(draft.bodyValues)) problems.add('bodyValues', 'must be an object');
  for (const [partId, value] of Object.entries(bodyValues)) {
    if (!isRecord(value) || typeof value.value !== 'string') problems.add(`bodyValues/${partId}`, 'must be {value}');
    else for (const property of ['isEncodingProblem', 'isTruncated']) if (value[property] !== undefined && value[property] !== false) problems.add(`bodyValues/${partId}/${property}`, 'must be false');
  }
  const isGiven = (property: string): boolean => draft[property] !== undefined && draft[property] !== null;
  if (isGiven('bodyStructure')) {
    for (const property of ['textBody', 'htmlBody', 'attachments']) if (isGiven(property)) problems.add(property, 'must not be given with bodyStructure');
    return readBodyPart(draft.bodyStructure, 'bodyStructure', bodyValues, problems);
  }
  const list = (property: string): unknown[] => {
    if (!isGiven(property)) return [];
    if (Array.isArray(draft[property])) return draft[property];
    problems.add(property, 'must be a list');
    return [];
  };
  const single = (property: string, type: string): DraftPart | null => {
    const parts = list(property);
    if (isGiven(property) && parts.length !== 1) {
      problems.add(property, 'must have exactly one part');
      return null;
    }
    return parts.length === 0 ? null : readBodyPart(parts[0], `${property}/0`, bodyValues, problems, type);
  };
  const text = single('textBody', 'text/plain');
  const html = single('htmlBody', 'text/html');
  const attachments = list('attachments').map((part, index) => readBodyPart(part, `attachments/${index}`, bodyValues, problems));
  return composeBody(text, html, attachments.filter((part) => part !== null));
}

function blobIdsOf(part: DraftPart): string[] {
  const own = part.content !== null && 'blobId' in part.content ? [part.content.blobId] : [];
  return own.concat(...part.subParts.map(blobIdsOf));
}

/** Appends a part: header, blank line, body. */
function printPart(part: DraftPart, blobs: ReadonlyMap<string, Buffer | null>, boundaries: BoundaryMaker, chunks: Buffer[]): void {
  const own = part.fields.map((field) => field.text).join('');
  if (part.subParts.length === 0) {
    const blob = part.content !== null && 'blobId' in part.content ? (blobs.get(part.content.blobId) ?? null) : null;
    const { header, body } = printLeaf(part, blob);
    chunks.push(Buffer.from(`${own}${header}\r\n`, 'utf8'), body);
    return;
  }
  const boundary = boundaries.make();
  chunks.push(Buffer.from(`${own}${descriptionFields(part, null, boundary)}\r\n`, 'utf8'));
  for (const [index, child] of part.subParts.entries()) {
    chunks.push(Buffer.from(`${index === 0 ? '' : '\r\n'}--${boundary}\r\n`, 'latin1'));
    printPart(child, blobs, boundaries, chunks);
  }
  chunks.push(Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1'));
}

/** Boundaries that occur in no content. `=_` can be in none that is encoded (RFC 2045 §6.7); the rest is looked through. */
class BoundaryMaker {
  readonly #seed: string;
  readonly #plain: (string | Buffer)[] = [];
  #count = 0;

  constructor(seed: string, root: DraftPart, blobs: ReadonlyMap<string, Buffer | null>) {
    this.#seed = seed;
    const collect = (part: DraftPart): void => {
      if (part.content !== null && 'text' in part.content) this.#plain.push(part.content.text);
      part.subParts.forEach(collect);
    };
    collect(root);
    for (const blob of blobs.values()) if (blob !== null) this.#plain.push(blob);
  }

  make(): string {
    for (;;) {
      this.#count++;
      const boundary = `=_${createHash('sha256').update(`${this.#count} ${this.#seed}`).digest('base64url').slice(0, 24)}`;
      if (!this.#plain.some((content) => content.includes(boundary))) return boundary;
    }
  }
}

function dateText(now: Date): string {
  const printed = printForm('asDate', now.toISOString());
  return printed !== null && 'raw' in printed ? printed.raw.trim() : '';
}
