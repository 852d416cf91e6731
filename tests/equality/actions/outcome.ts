/** What the server said to an action, against what the model says. */
import type { Answer } from '../drivers/imap.ts';
import type { Fields } from '../drivers/jmap.ts';
import type { Content, Outcome, Who } from '../model/parts.ts';
import type { World } from '../world.ts';

/** @throws Error where it was neither: BAD, or the end of the connection */
export function imapOutcome({ tagged }: Answer, command: string): Outcome {
  if (tagged?.startsWith('OK')) return 'done';
  if (tagged?.startsWith('NO')) return 'refused';
  throw new Error(`${command}: ${tagged ?? 'the server ended the connection'}`);
}

/** Of one item of a /set, /import or /copy. */
export function jmapOutcome(answer: Fields, kind: 'created' | 'updated' | 'destroyed', id: string): Outcome {
  if (answer['error'] !== undefined) return 'refused';
  const done = answer[kind];
  if (Array.isArray(done) ? done.includes(id) : typeof done === 'object' && done !== null && id in done) return 'done';
  const not = answer[`not${kind[0]?.toUpperCase()}${kind.slice(1)}`] as Record<string, { type: string }> | null | undefined;
  if (not?.[id]) return 'refused';
  throw new Error(`neither done nor refused: ${JSON.stringify(answer)}`);
}

/**
 * Says in the log what was asked for and what came of it.
 * @param expected what the model says; it has changed accordingly
 * @throws Error where the server did otherwise
 */
export function settle(world: World, who: Who, what: string, actual: Outcome, expected: Outcome, detail: unknown = ''): void {
  world.say(`${world.person(who).name} ${what}${actual === 'refused' ? ' — refused' : ''}`);
  if (actual !== expected) throw new Error(`${world.person(who).name} ${what}: the server has ${actual}, the model says ${expected} ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`);
}

/** The same for what needs room: where sizes are not known yet, only the server can say whether there is enough. */
export function withRoom(world: World, owner: Who, contents: readonly Content[], actual: Outcome, change: () => Outcome): Outcome {
  const fits = world.model.fits(owner, contents);
  if (fits === false || (fits === undefined && actual === 'refused')) return 'refused';
  return change();
}
