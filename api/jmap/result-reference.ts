/** References to the results of earlier calls (RFC 8620 §3.7). */
import type { ResultReference } from '../../openapi/index.ts';
import { validator } from '../../openapi/index.ts';
import type { Language } from '../client/index.ts';
import { text } from '../shared/text.ts';
import { JmapRefusal } from './errors.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Invocation = readonly [string, Arguments, string];

/** How much the references of a request may still copy, in characters and values: references to references double with each call. */
export interface ReferenceBudget {
  left: number;
}

/** Longest chain of steps in a path. */
const deepestPath = 32;

/**
 * The arguments with each `#name` replaced by what it points at. References look at answers that are there already, so they cannot go in circles.
 * @throws JmapRefusal invalidResultReference, invalidArguments (both `name` and `#name`)
 */
export function resolveReferences(language: Language, args: Arguments, responses: readonly Invocation[], budget: ReferenceBudget): Arguments {
  const names = Object.keys(args);
  if (!names.some((name) => name.startsWith('#'))) return args;
  const resolved: Record<string, unknown> = {};
  for (const name of names) {
    if (!name.startsWith('#')) {
      setOwn(resolved, name, args[name]);
      continue;
    }
    const plain = name.slice(1);
    if (Object.hasOwn(args, plain)) {
      throw new JmapRefusal('invalidArguments', text(language, 'reference.both', { argument: plain }), { arguments: [plain] });
    }
    setOwn(resolved, plain, follow(language, plain, args[name], responses, budget));
  }
  return resolved;
}

function follow(language: Language, argument: string, written: unknown, responses: readonly Invocation[], budget: ReferenceBudget): unknown {
  const refuse = (key: 'reference.form' | 'reference.noCall' | 'reference.otherName' | 'reference.path' | 'reference.large', params: Record<string, string> = {}): never => {
    throw new JmapRefusal('invalidResultReference', text(language, key, { argument, ...params }));
  };
  if (validator('ResultReference')(written) !== null) return refuse('reference.form');
  const reference = written as ResultReference;
  const response = responses.find(([, , callId]) => callId === reference.resultOf);
  if (!response) return refuse('reference.noCall', { call: reference.resultOf.slice(0, 100) });
  if (response[0] !== reference.name) return refuse('reference.otherName', { call: reference.resultOf.slice(0, 100), name: response[0] });
  const steps = pointerSteps(reference.path);
  const target = steps === null ? missing : evaluate(response[1], steps, 0, budget);
  if (budget.left < 0) return refuse('reference.large');
  if (target === missing) return refuse('reference.path', { path: reference.path.slice(0, 200) });
  spend(target, budget);
  if (budget.left < 0) return refuse('reference.large');
  return target;
}

const missing = Symbol('missing');

/** The steps of a JSON Pointer (RFC 6901 §3); null where it is none. */
export function pointerSteps(path: string): string[] | null {
  if (path === '') return [];
  if (!path.startsWith('/') || /~(?![01])/.test(path)) return null;
  const steps = path.slice(1).split('/');
  return steps.length > deepestPath ? null : steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** JSON Pointer evaluation with `*` for every item of an array; an array that an item gives is laid out flat (RFC 8620 §3.7). */
function evaluate(value: unknown, steps: readonly string[], index: number, budget: ReferenceBudget): unknown {
  const step = steps[index];
  if (step === undefined) return value;
  if (Array.isArray(value)) {
    if (step === '*') {
      const found: unknown[] = [];
      for (const item of value) {
        const result = evaluate(item, steps, index + 1, budget);
        if (result === missing || budget.left < 0) return missing;
        if (Array.isArray(result)) for (const inner of result) found.push(inner);
        else found.push(result);
        budget.left--;
      }
      return found;
    }
    return /^(?:0|[1-9]\d{0,15})$/.test(step) && Number(step) < value.length ? evaluate(value[Number(step)], steps, index + 1, budget) : missing;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return missing;
  return evaluate((value as Record<string, unknown>)[step], steps, index + 1, budget);
}

/** Takes the size of a value off the budget; stops as soon as it is used up. */
function spend(value: unknown, budget: ReferenceBudget): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && budget.left >= 0) {
    const next = waiting.pop();
    budget.left -= typeof next === 'string' ? next.length + 2 : 2;
    if (Array.isArray(next)) for (const item of next) waiting.push(item);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, item] of Object.entries(next)) {
        budget.left -= key.length;
        waiting.push(item);
      }
    }
  }
}

function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
