/** Recomputes the full-text index of an account from its messages and compares (design §6, Search). */
import type { Read } from '../../db/index.ts';
import { emailsIndexable, segmentDocs, type SegmentRow, segmentHeads, segmentsById, searchState, strayTexts, textSources, textsOf } from '../../db/repositories/search.ts';
import { isEmailThere } from '../../db/repositories/verify.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { readMessages } from '../mail/search/read-messages.ts';
import { docsOf, Segment, type SegmentBytes } from '../mail/search/segment.ts';
import { indexInThread, mergeInThread } from '../mail/search/threads.ts';
import { eachRow, turn } from './pages.ts';
import type { Findings } from './report.ts';
import { segmentDifference } from './search-difference.ts';

/** Messages whose texts are told together. */
const BATCH = 100;
const MOST_STRAY = 1_000;

/** Beside a running server: what goes or is joined meanwhile is left out, or looked at in its new place. */
export async function verifySearch(core: Core, accountId: number, findings: Findings): Promise<void> {
  await verifyCoverage(core, accountId, findings);
  const seen = new Set<number>();
  for (;;) {
    const heads = await core.db.read(async (read) => {
      const state = await searchState(read, accountId);
      return (await segmentHeads(read, accountId)).filter((head) => head.generation === state?.generation && !seen.has(head.id));
    });
    const [head] = heads;
    if (!head) break;
    seen.add(head.id);
    const [row] = await core.db.read((read) => segmentsById(read, accountId, [head.id]));
    if (row) await verifySegment(core, accountId, row, findings);
    await turn();
  }
  for (const id of await core.db.read((read) => strayTexts(read, accountId, MOST_STRAY))) {
    findings.add('index', toId('account', accountId), toId('email', id), 'no text in the search index', 'one without its Email');
  }
}

/** Every Email that the index should hold is in it, once. */
async function verifyCoverage(core: Core, accountId: number, findings: Findings): Promise<void> {
  const account = toId('account', accountId);
  await core.db.read(async (read) => {
    const state = await searchState(read, accountId);
    if (!state) return;
    const places = new Map<number, number>();
    for (const head of await segmentHeads(read, accountId)) {
      if (head.generation !== state.generation) continue;
      for (const id of await docsIn(read, accountId, head.id)) {
        if (places.has(id)) findings.add('index', account, toId('email', id), 'in one segment of the search index', `in segments ${places.get(id)} and ${head.id}`);
        places.set(id, head.id);
      }
    }
    await eachRow(-1, (after, limit) => emailsIndexable(read, accountId, state.modseq, after, limit), (row) => row.id, ({ id }) => {
      if (!places.has(id)) findings.add('index', account, toId('email', id), 'in the search index', 'in none of its segments');
    });
  });
}

/** A damaged list is found with its segment. */
async function docsIn(read: Read, accountId: number, segment: number): Promise<Float64Array> {
  const [row] = await segmentDocs(read, accountId, [segment]);
  try {
    return row ? docsOf(row.docs) : new Float64Array();
  } catch {
    return new Float64Array();
  }
}

async function verifySegment(core: Core, accountId: number, row: SegmentRow, findings: Findings): Promise<void> {
  const account = toId('account', accountId);
  const name = `segment ${row.id} of the search index`;
  let stored: Segment;
  try {
    stored = new Segment(row);
  } catch (error) {
    return findings.add('index', account, name, 'as it was written', (error as Error).message);
  }
  findings.compare('index', account, name, 'Emails', stored.docs.length, row.doc_count);
  const left = new Set<number>(stored.docs);
  const parts: SegmentBytes[] = [];
  for (let start = 0; start < stored.docs.length; start += BATCH) {
    const ids = [...stored.docs.subarray(start, start + BATCH)];
    const { sources, texts } = await core.db.read(async (read) => ({
      sources: await textSources(read, accountId, ids),
      texts: new Map((await textsOf(read, accountId, ids)).map(({ id, body }) => [id, body])),
    }));
    const input = await readMessages(core, sources, () => false);
    // What cannot be read is reported as a damaged blob.
    const messages = input.messages.filter(({ pieces }) => pieces.length > 0);
    const output = await indexInThread({ ...input, messages });
    if (output.segment) parts.push(output.segment);
    for (const { id, body } of output.texts) {
      left.delete(id);
      const found = texts.get(id);
      if (found && Buffer.compare(found, body) === 0) continue;
      if (!(await core.db.read((read) => isEmailThere(read, accountId, id)))) continue;
      findings.add('index', account, toId('email', id), 'its text in the search index', found ? 'another text' : 'none');
    }
    await turn();
  }
  const gone = Float64Array.from(left).sort();
  const [expected, found] = [await mergeInThread({ segments: parts, gone }), await mergeInThread({ segments: [{ docs: row.docs, words: row.words, postings: row.postings }], gone })];
  const difference = segmentDifference(new Segment(expected.segment), new Segment(found.segment));
  if (difference) findings.add('index', account, name, difference.expected, difference.found);
}
