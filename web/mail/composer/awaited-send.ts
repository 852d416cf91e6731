/** A message that is to leave as soon as its files are on the server; until then it is written on, put down, or called off. */
import type { SendPlan } from './send.ts';
import type { Uploads } from './uploads.ts';

/**
 * Why it did not leave by itself: one of its files was taken away while it was on its way, could not be uploaded, or was too large to go along; the draft was changed
 * elsewhere; something was missing in the end; or the page was left.
 */
export type CalledOff = 'fileRemoved' | 'uploadFailed' | 'fileRefused' | 'changedElsewhere' | 'incomplete' | 'pageLeft';

export class AwaitedSend {
  /** When it is to leave then; undefined where nothing waits. */
  plan: SendPlan | undefined;
  /** To be shown until Send is pressed again. */
  calledOff: CalledOff | undefined;
  readonly #onChange: () => void;
  #stop: (() => void) | undefined;

  /** @param onChange it waits now, or does so no more */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Resolves once no file is on its way.
   * @returns what was planned last; undefined where it was called off, or where it waited already: then the earlier call has the new plan
   */
  async settled(plan: SendPlan, uploads: Uploads): Promise<SendPlan | undefined> {
    const isWaiting = this.plan !== undefined;
    this.plan = plan;
    this.calledOff = undefined;
    this.#onChange();
    if (isWaiting) return undefined;
    uploads.retryPassing();
    // Those that wait for the network do so with the message.
    await Promise.race([uploads.settled().catch(() => {}), new Promise<void>((resolve) => (this.#stop = resolve))]);
    const due = this.plan;
    this.plan = undefined;
    this.#stop = undefined;
    if (due !== undefined) this.#onChange();
    return due;
  }

  /** Nothing is sent. @param why undefined where the writer wanted just that. @returns whether anything waited */
  callOff(why?: CalledOff): boolean {
    if (this.plan === undefined) return false;
    this.plan = undefined;
    this.calledOff = why;
    this.#stop?.();
    this.#onChange();
    return true;
  }

  /** Says why it has not left, where it waits no more. */
  note(why: CalledOff | undefined): void {
    if (this.calledOff === why) return;
    this.calledOff = why;
    this.#onChange();
  }
}
