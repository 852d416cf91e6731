/** Requests with an Idempotency-Key: done once, answered as often as they are asked. */
import { createHash } from 'node:crypto';
import { deleteIdempotentAnswers, idempotentAnswer, putIdempotentAnswer } from '../../db/repositories/idempotency-keys.ts';
import type { Read, Unit } from '../../db/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';

const keptMs = 24 * 3_600_000;

/** A request that was done before, found in the middle of doing it again: the unit is rolled back and the first answer given. */
export class AlreadyDone<Answer> extends Error {
  override name = 'AlreadyDone';
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('the request was done before');
    this.answer = answer;
  }
}

/** One request of one person under one key. */
export class IdempotentRequest<Answer> {
  readonly #core: Core;
  readonly #principalId: number;
  readonly #keyHash: string;
  readonly #requestHash: string;

  /** @param request everything that makes this request another than others */
  constructor(core: Core, principalId: number, key: string, request: string) {
    this.#core = core;
    this.#principalId = principalId;
    this.#keyHash = createHash('sha256').update(key).digest('hex');
    this.#requestHash = createHash('sha256').update(request).digest('hex');
  }

  /** The first answer, where there is one. @throws CoreError idempotencyKeyReused */
  async answer(read: Read): Promise<Answer | undefined> {
    const row = await idempotentAnswer(read, this.#principalId, this.#keyHash, this.#core.clock.now() - keptMs);
    if (!row) return undefined;
    if (row.request_hash !== this.#requestHash) throw new CoreError('idempotencyKeyReused', 'This Idempotency-Key was used for another request; take a new key.');
    return JSON.parse(row.answer) as Answer;
  }

  /** Looks again inside the unit that does it, which holds the person's account. @throws AlreadyDone; CoreError idempotencyKeyReused */
  async begin(tx: Unit): Promise<void> {
    const answer = await this.answer(tx);
    if (answer !== undefined) throw new AlreadyDone(answer);
  }

  /** Keeps the answer with what it tells of, or neither. */
  async keep(tx: Unit, answer: Answer): Promise<void> {
    const row = { request_hash: this.#requestHash, status: 201, answer: JSON.stringify(answer) };
    await putIdempotentAnswer(tx, this.#principalId, this.#keyHash, row, this.#core.clock.now());
  }
}

/** Forgets answers that nobody asks for any more. */
export async function forgetIdempotentAnswers(core: Core): Promise<void> {
  await core.db.write([], (tx) => deleteIdempotentAnswers(tx, core.clock.now() - keptMs));
}
