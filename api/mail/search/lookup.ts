/** Looks into the texts of messages that the index is not sure about. */
import type { Read } from '../../../db/index.ts';
import { type TextSource, textSources, textsOf } from '../../../db/repositories/search.ts';
import type { Core } from '../../core.ts';
import type { Part } from '../mime/index.ts';
import { mimeLimits } from '../store/mime-limits.ts';
import { textStretches, wholeLimits } from './message-text.ts';
import { isWhole, unpackFolded } from './stored-text.ts';
import { testMessage } from './test-message.ts';
import { SearchedText, type TextTest } from './text-test.ts';
import { JobFailed, testInThread } from './threads.ts';

/** So little is looked through at once, without another thread. */
const INLINE_BYTES = 64 * 1024;

const nothing = Uint8Array.of(0xff);

/** The texts of some Emails, for the tests of one query. */
export class TextLookup {
  readonly #core: Core;
  readonly #tests: readonly TextTest[];
  readonly #texts = new Map<number, Uint8Array>();
  readonly #sources = new Map<number, TextSource>();
  #account = 0;

  constructor(core: Core, tests: readonly TextTest[]) {
    this.#core = core;
    this.#tests = tests;
  }

  /** Gets ready what the database has of these Emails; whatever was there before is forgotten. */
  async load(read: Read, account: number, ids: readonly number[]): Promise<void> {
    this.#account = account;
    this.#texts.clear();
    this.#sources.clear();
    for (const { id, body } of await textsOf(read, account, ids)) this.#texts.set(id, body);
    const others = ids.filter((id) => !isWhole(this.#texts.get(id) ?? nothing));
    if (others.length > 0) for (const source of await textSources(read, account, others)) this.#sources.set(source.id, source);
  }

  /** What a loaded Email says to the tests. A message that cannot be read meets none. */
  async ask(id: number): Promise<(test: TextTest) => boolean> {
    const packed = this.#texts.get(id);
    const stored = packed && isWhole(packed) ? unpackFolded(packed) : undefined;
    if (stored) {
      const text = new SearchedText(stored.folded);
      return (test) => text.meets(test);
    }
    const source = this.#sources.get(id) ?? (packed && (await this.#sourceOf(id)));
    const answers = source ? await this.#askMessage(source) : [];
    return (test) => answers[this.#tests.indexOf(test)] ?? false;
  }

  /** Of a message whose kept text turned out to be damaged. */
  async #sourceOf(id: number): Promise<TextSource | undefined> {
    const [source] = await this.#core.db.read((read) => textSources(read, this.#account, [id]));
    return source;
  }

  async #askMessage({ hash, prefix, structure, size_bytes: size }: TextSource): Promise<readonly boolean[]> {
    const { db, limits, log } = this.#core;
    try {
      const stretches = structure === null ? [[0, size - (prefix?.length ?? 0)] as const] : textStretches(JSON.parse(structure) as Part, wholeLimits);
      const pieces: [number, number, number][] = [];
      const chunks: Buffer[] = [];
      let length = 0;
      for (const [start, end] of stretches) {
        if (end <= start) continue;
        const chunk = await db.blobs.readAll(hash, start, end);
        pieces.push([start, length, length + chunk.length]);
        chunks.push(chunk);
        length += chunk.length;
      }
      const input = { bytes: Buffer.concat(chunks), pieces, structure, prefix, limits: mimeLimits(limits), tests: this.#tests };
      return length <= INLINE_BYTES ? testMessage(input) : await testInThread({ ...input, bytes: Uint8Array.from(input.bytes) });
    } catch (error) {
      log.error({ err: error, blob: hash }, error instanceof JobFailed ? 'a stored message could not be searched' : 'a stored message cannot be searched; run `messagerie verify`');
      return [];
    }
  }
}
