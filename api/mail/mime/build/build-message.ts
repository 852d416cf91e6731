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
/** What a draft may ask for: a small draft can name a large blob, or a large body value, in thousands of parts. */
export interface BuildLimits {
  /** Of all leaf parts together, blobs and texts, each counted as often as it is named. */
  readonly contentBytes: number;
  readonly parts: number;
}

const defaultBuildLimits: BuildLimits = { contentBytes: 50 * 1024 * 1024, parts: 10_000 };

const bodyProperties = new Set(['bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments', 'headers']);

/**
 * Builds a message from an Email object (RFC 8621 §4.6, RFC 5322, 2045-2047, 2231). Date, Message-ID and MIME-Version are
 * added where missing; values that are no ASCII are encoded, so that every relay takes the message, but for addresses
 * that are internationalised themselves (RFC 6532).
 * @param readBlob content of a blob, null where there is none that the user may read
 * @param makeMessageId a new message id, without angle brackets
 */
export async function buildMessage(
  draft: EmailDraft, readBlob: (blobId: string) => Promise<Buffer | null>, now: Date, makeMessageId: () => string, limits: BuildLimits = defaultBuildLimits,
): Promise<BuildResult> {
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
  const parts = root === null ? [] : partsOf(root);
  if (parts.length > limits.parts) problems.add(draft.bodyStructure === undefined || draft.bodyStructure === null ? 'attachments' : 'bodyStructure', `has more than ${limits.parts} parts`);
  if (!problems.isEmpty || root === null) return { bytes: null, errors: problems.toErrors() };

  const blobs = new Map<string, Buffer | null>();
  let left = limits.contentBytes;
  for (const { content } of parts) {
    if (content === null) continue;
    if ('blobId' in content && !blobs.has(content.blobId)) blobs.set(content.blobId, await readBlob(content.blobId));
    left -= 'blobId' in content ? (blobs.get(content.blobId)?.length ?? 0) : content.text.length;
    if (left < 0) return { bytes: null, errors: { type: 'tooLarge', maxBytes: limits.contentBytes } };
  }
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
  printPart(root, blobs, new BoundaryMaker(seed, parts, blobs), chunks);
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

/** The part and all below it, in order. */
function partsOf(root: DraftPart): DraftPart[] {
  const found: DraftPart[] = [];
  const waiting = [root];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    found.push(part);
    for (let index = part.subParts.length - 1; index >= 0; index--) waiting.push(part.subParts[index] as DraftPart);
  }
  return found;
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

/**
 * Boundaries that occur in no content: they share a beginning that is in none, so that the contents are looked through once, however many multiparts there
 * are. `=_` can be in none that is encoded (RFC 2045 §6.7). All have one length, so that none is the beginning of another.
 */
class BoundaryMaker {
  readonly #beginning: string;
  #count = 0;

  constructor(seed: string, parts: readonly DraftPart[], blobs: ReadonlyMap<string, Buffer | null>) {
    const plain = [...new Set([...parts.flatMap(({ content }) => (content !== null && 'text' in content ? [content.text] : [])), ...[...blobs.values()].filter((blob) => blob !== null)])];
    for (let attempt = 1; ; attempt++) {
      const beginning = `=_${createHash('sha256').update(`${attempt} ${seed}`).digest('base64url').slice(0, 20)}`;
      if (plain.some((content) => content.includes(beginning))) continue;
      this.#beginning = beginning;
      return;
    }
  }

  make(): string {
    this.#count++;
    return this.#beginning + this.#count.toString(36).padStart(6, '0');
  }
}

function dateText(now: Date): string {
  const printed = printForm('asDate', now.toISOString());
  return printed !== null && 'raw' in printed ? printed.raw.trim() : '';
}
