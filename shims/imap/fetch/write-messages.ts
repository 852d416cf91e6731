import { type Client, type FetchColumns, flagBits, isCoreError } from '../../../api/client/index.ts';
import type { FetchItem } from '../grammar/fetch-item.ts';
import type { Writer } from '../grammar/writer.ts';
import type { Messages, Selected } from '../view/selected.ts';
import type { FetchPlan } from './plan.ts';
import { openBinaries, writeBinary } from './binary.ts';
import { heldRow, readAhead } from './read-ahead.ts';
import { writeSection } from './section-bytes.ts';
import { asAscii, asUtf8 } from './structure-text.ts';

/** Rows asked for at once: nothing is kept open while the client reads them (design §6). */
const BATCH = 1000;
/** Messages marked `\Seen` in one unit, before they are sent. */
const SEEN_BATCH = 50;

export interface FetchRun {
  readonly client: Client;
  readonly mailbox: Selected;
  readonly writer: Writer;
  readonly items: readonly FetchItem[];
  readonly plan: FetchPlan;
  /** FLAGS that come by the way carry MODSEQ (RFC 7162 §3.2). */
  readonly hasCondstore: boolean;
  /** And UID, as with CONDSTORE (RFC 9051 §7.5.2). */
  readonly isRev2: boolean;
  readonly isEnding: () => boolean;
}

/**
 * Writes `* n FETCH (…)` for each message, in order.
 * @returns whether messages were left out, since they have gone meanwhile
 */
export async function writeMessages(run: FetchRun, { uids, numbers }: Messages): Promise<boolean> {
  const { mailbox, plan, client } = run;
  // Without the right `s`, reading marks nothing (RFC 4314 §4).
  const marksSeen = plan.marksSeen && !mailbox.readOnly && mailbox.may('s');
  const size = marksSeen ? SEEN_BATCH : BATCH;
  let written = 0;
  for (let from = 0; from < uids.length && !run.isEnding(); from += size) {
    const batch = uids.subarray(from, from + size);
    const seen = marksSeen ? await markSeen(run, batch) : new Set<number>();
    if (plan.columns.length === 0) {
      for (let i = 0; i < batch.length; i++) {
        const [uid, number] = [batch[i] as number, numbers[from + i] as number];
        if (plan.isAtHand ? writeAtHand(run, uid, number, NO_COLUMNS, 0, seen) : await writeMessage(run, uid, number, undefined, 0, seen)) written++;
        if (run.writer.isFull) await run.writer.drain();
      }
      continue;
    }
    const only = uids.length === 1 ? (uids[0] as number) : 0;
    const ahead = only > 0 ? (heldRow(run, only) ?? (await readAhead(run, only))) : undefined;
    if (ahead) {
      const number = numbers[0] as number;
      if (plan.isAtHand ? writeAtHand(run, only, number, ahead.columns, ahead.row, seen) : await writeMessage(run, only, number, ahead.columns, ahead.row, seen)) written++;
      continue;
    }
    let at = from;
    for await (const columns of client.legacy.fetch(mailbox.view.mailboxId, batch, plan.columns)) {
      for (let row = 0; row < columns.uids.length; row++) {
        const uid = columns.uids[row] as number;
        while ((uids[at] as number) < uid) at++;
        if (!plan.isAtHand) {
          if (await writeMessage(run, uid, numbers[at] as number, columns, row, seen)) written++;
          continue;
        }
        if (writeAtHand(run, uid, numbers[at] as number, columns, row, seen)) written++;
        if (run.writer.isFull) await run.writer.drain();
      }
    }
  }
  return written < uids.length && !run.isEnding();
}

/** FLAGS, UID and MODSEQ alone, from the view: the line that is written by the million. */
export async function writeFlags({ mailbox, writer, items }: FetchRun, { uids, numbers }: Messages): Promise<boolean> {
  const withUid = items.some(({ type }) => type === 'uid');
  const withModseq = items.some(({ type }) => type === 'modseq');
  const { rows } = mailbox.view;
  let row = -1;
  let isMissing = false;
  for (let i = 0; i < uids.length; i++) {
    const uid = uids[i] as number;
    row = rows.find(uid, row + 1);
    if (row < 0) {
      isMissing = true;
      continue;
    }
    mailbox.noteTold(uid, row);
    writer.fetchFlags(numbers[i] as number, mailbox.flagsAt(row), withUid ? uid : 0, withModseq ? (rows.modseqs[row] as number) : 0);
    if (writer.isFull) await writer.drain();
  }
  return isMissing;
}

/** @returns UIDs whose flags are different now */
async function markSeen({ client, mailbox }: FetchRun, batch: Uint32Array): Promise<ReadonlySet<number>> {
  const { view } = mailbox;
  const unseen = batch.filter((uid) => {
    const row = view.rows.find(uid);
    return row >= 0 && ((view.rows.flags[row] as number) & flagBits.$seen) === 0;
  });
  if (unseen.length === 0) return new Set();
  const change = { mailboxId: view.mailboxId, uids: unseen, op: 'add', keywords: ['$seen'], deleted: false } as const;
  // A right that was taken away meanwhile, or that another folder of a message denies, keeps nobody from reading.
  const updated = await client.legacy.changeFlags(change).then((result) => result.updated, noneIfForbidden);
  view.markStale();
  await view.refresh();
  return new Set(updated);
}

function noneIfForbidden(error: unknown): Uint32Array {
  if (isCoreError(error) && error.kind === 'notPermitted') return new Uint32Array();
  throw error;
}

/** As {@link writeMessage} where all is at hand: no promise for each of ten thousand messages. */
function writeAtHand(run: FetchRun, uid: number, number: number, columns: FetchColumns, row: number, seen: ReadonlySet<number>): boolean {
  const { writer, mailbox, plan } = run;
  const inView = mailbox.view.rows.find(uid, number - 1);
  if (inView < 0) return false;
  writer.bytes(UNTAGGED).number(number).bytes(FETCH);
  try {
    let isFirst = true;
    for (const item of seen.size === 0 ? run.items : toldItems(run, uid, seen)) {
      if (!isFirst) writer.bytes(SPACE);
      isFirst = false;
      const section = plan.sections.get(item);
      if (section) writeSection(writer, section, columns, row);
      else writeItem(run, item, uid, inView, columns, row);
    }
  } catch (error) {
    writer.cut();
    throw error;
  }
  writer.bytes(END);
  return true;
}

/** @returns false where the message has gone; nothing is written then */
async function writeMessage(run: FetchRun, uid: number, number: number, columns: FetchColumns | undefined, row: number, seen: ReadonlySet<number>): Promise<boolean> {
  const { writer, mailbox, plan } = run;
  const binaries = plan.binaries.length > 0 ? await unlessGone(openBinaries(run.client, mailbox.view.mailboxId, uid, plan.binaries, columns, row)) : undefined;
  if (plan.binaries.length > 0 && !binaries) return false;
  const inView = mailbox.view.rows.find(uid, number - 1);
  if (inView < 0) return false;
  writer.text(`* ${number} FETCH (`);
  let isFirst = true;
  try {
    for (const item of toldItems(run, uid, seen)) {
      if (!isFirst) writer.text(' ');
      isFirst = false;
      const section = plan.sections.get(item);
      if (section) {
        // One after the other: a line of 64 KB can ask for two thousand copies of a header.
        const writing = writeSection(writer, section, columns, row);
        if (writing) await writing;
      } else if (item.type === 'binary' || item.type === 'binarySize') await writeBinary(writer, item, binaries?.get(item));
      else writeItem(run, item, uid, inView, columns, row);
      if ((section || binaries) && writer.isFull) await writer.drain();
    }
  } catch (error) {
    writer.cut();
    throw error;
  }
  writer.text(')\r\n');
  if (writer.isFull) await writer.drain();
  return true;
}

/** What is asked for, and the flags where reading has changed them. */
function toldItems(run: FetchRun, uid: number, seen: ReadonlySet<number>): readonly FetchItem[] {
  return seen.has(uid) && !run.items.some(({ type }) => type === 'flags') ? seenItems(run) : run.items;
}

/** With the flags that reading has changed (RFC 9051 §6.4.5; UID and MODSEQ: RFC 7162 §3.2.4). */
function seenItems({ items, hasCondstore, isRev2 }: FetchRun): readonly FetchItem[] {
  const lacks = (type: FetchItem['type']): boolean => !items.some((item) => item.type === type);
  return [
    ...items, { type: 'flags' }, ...((hasCondstore || isRev2) && lacks('uid') ? [{ type: 'uid' } as const] : []),
    ...(hasCondstore && lacks('modseq') ? [{ type: 'modseq' } as const] : []),
  ];
}

function writeItem({ writer, mailbox }: FetchRun, item: FetchItem, uid: number, inView: number, columns: FetchColumns | undefined, row: number): void {
  const { rows } = mailbox.view;
  // The rows may have shifted while a body before this item was sent.
  const at = rows.find(uid, inView);
  switch (item.type) {
    case 'uid':
      writer.bytes(UID).number(uid);
      break;
    case 'flags':
      if (at >= 0) mailbox.noteTold(uid, at);
      writer.bytes(FLAGS).bytes(at < 0 ? EMPTY_LIST : mailbox.flagsAt(at));
      break;
    case 'modseq':
      writer.text(`MODSEQ (${at < 0 ? mailbox.view.highestModseq : rows.modseqs[at]})`);
      break;
    case 'internalDate':
      writer.text('INTERNALDATE ').dateTime({ epochMs: columns?.receivedAt?.[row] ?? 0, offsetMinutes: 0 });
      break;
    case 'size':
      writer.bytes(SIZE).number(columns?.sizes?.[row] ?? (at < 0 ? 0 : (rows.sizes[at] as number)));
      break;
    case 'envelope':
      writer.bytes(ENVELOPE).bytes(wireText(writer, columns?.envelopes?.[row]));
      break;
    case 'body':
      writer.text('BODY ').bytes(wireText(writer, columns?.bodies?.[row]));
      break;
    case 'bodyStructure':
      writer.bytes(BODYSTRUCTURE).bytes(wireText(writer, columns?.bodyStructures?.[row]));
      break;
    case 'emailId':
      writer.text(`EMAILID (${columns?.emailIds?.[row] ?? ''})`);
      break;
    case 'threadId':
      writer.text(`THREADID (${columns?.threadIds?.[row] ?? ''})`);
      break;
    case 'saveDate':
      writer.text('SAVEDATE ').dateTime({ epochMs: columns?.savedAt?.[row] ?? 0, offsetMinutes: 0 });
      break;
    case 'preview':
      writer.text('PREVIEW ').string(shortened(columns?.previews?.[row] ?? ''));
      break;
    default:
      throw new Error(`FETCH ${item.type} has no writer`);
  }
}

const NIL = Buffer.from('NIL');
const NO_COLUMNS: FetchColumns = { uids: new Uint32Array() };
const UNTAGGED = Buffer.from('* ');
const FETCH = Buffer.from(' FETCH (');
const SPACE = Buffer.from(' ');
const END = Buffer.from(')\r\n');
const UID = Buffer.from('UID ');
const FLAGS = Buffer.from('FLAGS ');
const SIZE = Buffer.from('RFC822.SIZE ');
const ENVELOPE = Buffer.from('ENVELOPE ');
const BODYSTRUCTURE = Buffer.from('BODYSTRUCTURE ');
const EMPTY_LIST = Buffer.from('()');

/** RFC 8970 §3.3: 200 characters, though more are kept. */
const PREVIEW_CHARACTERS = 200;

function shortened(preview: string): string {
  return preview.length <= PREVIEW_CHARACTERS ? preview : [...preview].slice(0, PREVIEW_CHARACTERS).join('');
}

/** As the client can read it: what was sent with octets over 127 in its header is UTF-8 to who wants that, encoded words to all others. */
function wireText(writer: Writer, stored: Buffer | undefined): Buffer {
  if (!stored) return NIL;
  return writer.utf8 ? asUtf8(stored) : asAscii(stored);
}

/** @returns undefined where the message has gone */
async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isCoreError(error) && error.mapping.http === 404) return undefined;
    throw error;
  }
}
