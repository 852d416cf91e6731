/** Changes to one object (RFC 8620 §5.3, PatchObject). */
import { CoreError } from '../client/errors.ts';
import { pointerSteps } from './result-reference.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The object with the patch applied; `object` stays as it is.
 * @param defaults what null sets a property to; without a default it is taken away
 * @throws CoreError invalidPatch: a path through an array or through something that is not there, two paths of which one leads through the other
 */
export function applyPatch(object: Fields, patch: Fields, defaults: Fields = {}): Record<string, unknown> {
  const paths = Object.keys(patch).map((written) => ({ written, steps: stepsOf(written) }));
  refuseOverlaps(paths.map(({ steps }) => steps));
  const result: Record<string, unknown> = { ...object };
  const copied = new Set<unknown>();
  for (const { written, steps } of paths) {
    let target = result;
    for (const step of steps.slice(0, -1)) {
      const inner = Object.hasOwn(target, step) ? target[step] : undefined;
      if (typeof inner !== 'object' || inner === null) throw invalid(written, 'leads through something that is not there');
      if (Array.isArray(inner)) throw invalid(written, 'leads into a list; set the whole list');
      const own = copied.has(inner) ? (inner as Record<string, unknown>) : { ...inner };
      copied.add(own);
      target[step] = own;
      target = own;
    }
    const last = steps.at(-1) as string;
    if (Array.isArray(target)) throw invalid(written, 'leads into a list; set the whole list');
    const value = patch[written];
    if (value !== null) target[last] = value;
    else if (steps.length === 1 && Object.hasOwn(defaults, last)) target[last] = defaults[last];
    else delete target[last];
  }
  return result;
}

/** The properties that a patch touches, each once. */
export function patchedProperties(patch: Fields): string[] {
  return [...new Set(Object.keys(patch).map((written) => stepsOf(written)[0] as string))];
}

/** A PatchObject's key is a JSON Pointer without its first `/`. */
function stepsOf(written: string): string[] {
  const steps = pointerSteps(`/${written}`);
  if (steps === null || steps.includes('__proto__')) throw invalid(written, 'is not a path');
  return steps;
}

/** Sorted, a path stands directly before those that lead through it. */
function refuseOverlaps(paths: readonly string[][]): void {
  const sorted = [...paths].sort((a, b) => compareSteps(a, b));
  for (let i = 1; i < sorted.length; i++) {
    const shorter = sorted[i - 1] as string[];
    const longer = sorted[i] as string[];
    if (shorter.length <= longer.length && shorter.every((step, index) => step === longer[index])) {
      throw invalid(longer.join('/'), `is changed twice: ${shorter.join('/')} holds it`);
    }
  }
}

function compareSteps(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

function invalid(path: string, problem: string): CoreError {
  return new CoreError('invalidPatch', `The path ${JSON.stringify(path.slice(0, 200))} ${problem}.`);
}
