/**
 * Directions of any number of blocks, set at once. As a step for each, a text of thousands of lines would keep the page busy for minutes: every step copies the
 * document's list of blocks, and whoever listens compares each step with all others.
 */
import { Fragment, type Node, type Schema } from '@tiptap/pm/model';
import { type Mappable, Step, StepResult } from '@tiptap/pm/transform';
import type { Dir } from '../../../text/direction.ts';

/** The block that begins at `at`, and what its `dir` becomes. */
export interface BlockDirection {
  readonly at: number;
  readonly dir: Dir | null;
}

export class DirectionsStep extends Step {
  readonly directions: readonly BlockDirection[];

  constructor(directions: readonly BlockDirection[]) {
    super();
    this.directions = directions;
  }

  apply(doc: Node): StepResult {
    return StepResult.ok(directed(doc, new Map(this.directions.map(({ at, dir }) => [at, dir])), 0));
  }

  invert(doc: Node): DirectionsStep {
    return new DirectionsStep(this.directions.map(({ at }) => ({ at, dir: (doc.nodeAt(at)?.attrs['dir'] ?? null) as Dir | null })));
  }

  map(mapping: Mappable): DirectionsStep | null {
    const directions = this.directions.flatMap(({ at, dir }) => {
      const { pos, deletedAfter } = mapping.mapResult(at, 1);
      return deletedAfter ? [] : [{ at: pos, dir }];
    });
    return directions.length > 0 ? new DirectionsStep(directions) : null;
  }

  toJSON(): object {
    return { stepType: 'directions', directions: this.directions };
  }

  static override fromJSON(_schema: Schema, { directions }: { readonly directions: readonly BlockDirection[] }): DirectionsStep {
    return new DirectionsStep(directions);
  }
}

Step.jsonID('directions', DirectionsStep);

/** @param start where the content of the node begins in the document */
function directed(node: Node, directions: ReadonlyMap<number, Dir | null>, start: number): Node {
  let isChanged = false;
  const content: Node[] = [];
  node.forEach((child, offset) => {
    const at = start + offset;
    const inner = child.isTextblock || child.isLeaf ? child : directed(child, directions, at + 1);
    const dir = directions.get(at);
    const next = dir === undefined || dir === child.attrs['dir'] ? inner : child.type.create({ ...child.attrs, dir }, inner.content, child.marks);
    isChanged ||= next !== child;
    content.push(next);
  });
  return isChanged ? node.copy(Fragment.fromArray(content)) : node;
}
