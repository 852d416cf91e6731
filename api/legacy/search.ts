import type { FlagRow } from '../../db/repositories/columns.ts';
import { raw, type Read, sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import type { LegacyFilter } from '../client/legacy.ts';
import { fromId } from '../ids.ts';
import { fieldsOf, foldText, headerForm, parseMessage, partText, type Part, projectedHeaderFields } from '../mail/mime/index.ts';
import { Turn } from '../mail/query/turn.ts';
import { parseHeader } from '../mail/read/header-block.ts';
import { keywordNames } from '../mail/store/keywords.ts';
import { ownMailbox } from './own-mailbox.ts';

const BATCH = 500;
/** Text of one message that is searched. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

interface SearchRow extends FlagRow {
  thread_id: number;
  size_bytes: number;
  received_at: number;
  saved_at: number;
  sent_at: number | null;
  prefix: Buffer | null;
  blob_hash: string;
  header_projection: Buffer | null;
}

/** One message under test; what is costly is read once, when a condition asks for it. */
class Candidate {
  readonly row: SearchRow;
  readonly #ctx: Context;
  #header: Map<string, string[]> | undefined;
  #projected: Map<string, string[]> | undefined;
  #bytes: Buffer | undefined;
  #body: string | undefined;
  #flags: Set<string> | undefined;

  constructor(ctx: Context, row: SearchRow) {
    this.#ctx = ctx;
    this.row = row;
  }

  hasKeyword(keyword: string): boolean {
    if (keyword === '\\deleted') return this.row.deleted === 1;
    this.#flags ??= new Set(keywordNames(this.row.keyword_bits, this.row.extra_keywords));
    return this.#flags.has(keyword);
  }

  /** Folded values of a field. */
  async field(name: string): Promise<readonly string[]> {
    const { header_projection: projection } = this.row;
    if (projectedHeaderFields.has(name) && projection && projection.length > 0) {
      this.#projected ??= foldFields(projection, fieldsOf(projection));
      return this.#projected.get(name) ?? [];
    }
    return (await this.#wholeHeader()).get(name) ?? [];
  }

  async header(): Promise<string> {
    return [...(await this.#wholeHeader())].flatMap(([name, values]) => values.map((value) => `${name}: ${value}`)).join('\n');
  }

  async body(): Promise<string> {
    if (this.#body === undefined) {
      this.#bytes ??= await this.#ctx.core.db.blobs.readAll(this.row.blob_hash, 0, MAX_TEXT_BYTES);
      this.#body = foldText(texts(this.#bytes, parseMessage(this.#bytes).root).join('\n'));
    }
    return this.#body;
  }

  async #wholeHeader(): Promise<Map<string, string[]>> {
    if (!this.#header) {
      const { source, fields } = await parseHeader(this.#ctx.core.db.blobs, this.row.blob_hash);
      this.#header = foldFields(source, fields);
      if (this.row.prefix) for (const [name, values] of foldFields(this.row.prefix, fieldsOf(this.row.prefix))) this.#header.set(name, values);
    }
    return this.#header;
  }
}

function foldFields(source: Buffer, fields: readonly { key: string; valueStart: number; valueEnd: number }[]): Map<string, string[]> {
  const folded = new Map<string, string[]>();
  for (const field of fields) {
    const value = foldText(headerForm(source.subarray(field.valueStart, field.valueEnd), 'asText') ?? '');
    const values = folded.get(field.key);
    if (values) values.push(value);
    else folded.set(field.key, [value]);
  }
  return folded;
}

function texts(source: Buffer, part: Part): string[] {
  if (part.message) return texts(source, part.message);
  if (part.parts.length > 0) return part.parts.flatMap((child) => texts(source, child));
  return part.type === 'text' ? [partText(source, part).value] : [];
}

/** @param turn given way to between conditions too: a thousand of them may look through sixteen megabytes each */
async function matches(filter: LegacyFilter, message: Candidate, turn: Turn): Promise<boolean> {
  const { row } = message;
  switch (filter.op) {
    case 'all':
      return true;
    case 'and':
      for (const each of filter.filters) if (!(await matches(each, message, turn))) return false;
      return true;
    case 'or':
      for (const each of filter.filters) if (await matches(each, message, turn)) return true;
      return false;
    case 'not':
      return !(await matches(filter.filter, message, turn));
    case 'uids':
      return filter.ranges.some(([first, last]) => row.uid >= first && row.uid <= last);
    case 'keyword':
      return message.hasKeyword(filter.keyword.toLowerCase());
    case 'modseq':
      return row.modseq >= filter.atLeast;
    case 'emailId':
      return fromId('email', filter.id) === row.email_id;
    case 'threadId':
      return fromId('thread', filter.id) === row.thread_id;
    case 'larger':
      return row.size_bytes > filter.bytes;
    case 'smaller':
      return row.size_bytes < filter.bytes;
    case 'date': {
      const at = filter.field === 'received' ? row.received_at : filter.field === 'saved' ? row.saved_at : row.sent_at;
      return at !== null && (filter.from === undefined || at >= filter.from) && (filter.before === undefined || at < filter.before);
    }
    case 'header': {
      const values = await message.field(filter.name.toLowerCase());
      await turn.giveWay();
      const needle = foldText(filter.text);
      return values.some((value) => value.includes(needle));
    }
    case 'body':
      await turn.giveWay();
      return (await message.body()).includes(foldText(filter.text));
    case 'text': {
      await turn.giveWay();
      const needle = foldText(filter.text);
      return (await message.header()).includes(needle) || (await message.body()).includes(needle);
    }
  }
}

const usesHeaders = (filter: LegacyFilter): boolean => {
  if (filter.op === 'and' || filter.op === 'or') return filter.filters.some(usesHeaders);
  if (filter.op === 'not') return usesHeaders(filter.filter);
  return filter.op === 'header';
};

/** SEARCH by scanning the mailbox in batches; the event loop gets its turn within a few milliseconds. @returns UIDs, ascending */
export async function searchMailbox(ctx: Context, mailboxId: string, filter: LegacyFilter): Promise<Uint32Array> {
  const mailbox = await ctx.core.db.read((read) => ownMailbox(read, ctx, mailboxId));
  const found: number[] = [];
  const headers = usesHeaders(filter);
  const turn = new Turn();
  for (let after = 0; ; ) {
    const rows = await ctx.core.db.read((read) => searchRows(read, mailbox.id, after, headers));
    for (const row of rows) {
      if (await matches(filter, new Candidate(ctx, row), turn)) found.push(row.uid);
      await turn.giveWay();
    }
    if (rows.length < BATCH) return Uint32Array.from(found);
    after = (rows.at(-1) as SearchRow).uid;
  }
}

function searchRows(read: Read, mailboxId: number, after: number, headers: boolean): Promise<SearchRow[]> {
  const columns = 'm.uid, m.email_id, m.modseq, m.deleted, e.keyword_bits, e.extra_keywords, e.thread_id, e.size_bytes, m.received_at, m.saved_at, e.sent_at, e.prefix, e.blob_hash';
  return read.all<SearchRow>(sql`
    SELECT ${raw(columns)}, ${raw(headers ? 'p.header_projection' : 'NULL AS header_projection')}
      FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id ${raw(headers ? 'JOIN email_projection p ON p.id = e.id' : '')}
     WHERE m.mailbox_id = ${mailboxId} AND m.uid > ${after} ORDER BY m.uid LIMIT ${BATCH}`);
}

