import { LRUCache } from 'lru-cache';
import type { Read } from '../../../db/index.ts';
import { segmentDocs, type SegmentHead, segmentHeads, segmentsById } from '../../../db/repositories/search.ts';
import type { Log } from '../../shared/log.ts';
import { docsOf, Segment } from './segment.ts';

/** What segments that were looked at last take in memory, and lists of documents. */
const KEPT_BYTES = 64 * 1024 * 1024;
const KEPT_DOCS_BYTES = 8 * 1024 * 1024;

/** Segments as they were opened: none ever changes, and no id is used again. */
export class SegmentStore {
  readonly #segments = new LRUCache<string, Segment>({ maxSize: KEPT_BYTES, sizeCalculation: (segment) => segment.sizeBytes + 1 });
  readonly #docs = new LRUCache<string, Float64Array>({ maxSize: KEPT_DOCS_BYTES, sizeCalculation: (docs) => docs.byteLength + 1 });
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Segments of a generation, oldest first. Undefined in place of one that is damaged. */
  async open(read: Read, account: number, generation: number): Promise<(Segment | undefined)[]> {
    const heads = (await segmentHeads(read, account)).filter((head) => head.generation === generation);
    const missing = heads.filter((head) => !this.#segments.has(key(account, head)));
    const opened = new Map<number, Segment>();
    // One at a time: together they may be large.
    for (const head of missing) {
      const [row] = await segmentsById(read, account, [head.id]);
      const segment = row && this.#decode(account, row.id, () => new Segment(row));
      if (!segment) continue;
      opened.set(head.id, segment);
      this.#segments.set(key(account, head), segment);
    }
    return heads.map((head) => opened.get(head.id) ?? this.#segments.get(key(account, head)));
  }

  /** Which Emails the segments of a generation hold, a list each. Those that are damaged hold none. */
  async docs(read: Read, account: number, generation: number): Promise<Float64Array[]> {
    const heads = (await segmentHeads(read, account)).filter((head) => head.generation === generation);
    const missing = heads.filter((head) => !this.#docs.has(key(account, head)));
    for (const { id, docs } of missing.length > 0 ? await segmentDocs(read, account, missing.map((head) => head.id)) : []) {
      this.#docs.set(key(account, { id }), this.#decode(account, id, () => docsOf(docs)) ?? new Float64Array());
    }
    return heads.map((head) => this.#docs.get(key(account, head)) ?? new Float64Array());
  }

  #decode<T>(account: number, id: number, decode: () => T): T | undefined {
    try {
      return decode();
    } catch (error) {
      this.#log.error({ err: error, account, segment: id }, 'a segment of the search index is damaged; run `messagerie verify --rebuild-search`');
      return undefined;
    }
  }
}

const key = (account: number, { id }: Pick<SegmentHead, 'id'>): string => `${account} ${id}`;
