/** THREAD=REFERENCES (RFC 5256 §3). */
import { ABSENT, type ThreadForest } from '../client/legacy.ts';
import { sortInTurns, type Turn } from '../mail/query/turn.ts';
import type { ThreadedMessages } from './thread.ts';

const HASH_BYTES = 8;
const NOBODY = -1;
/** Ids looked at in all: of a hundred thousand messages that name a hundred each, the first and the nearest are enough. */
const MOST_IDS = 1_000_000;
const LEAST_IDS = 4;
const MESSAGES_PER_LOOK = 100;

/**
 * A forest in the making. Nodes are numbers: first the messages in the order of their UIDs, then ids that are only named, then the dummies that
 * bring threads of one subject together. Nothing recurses: a chain of answers may be as long as the mailbox.
 */
export class ReferenceThreads {
  readonly #messages: ThreadedMessages;
  readonly #count: number;
  readonly #parents: number[];
  readonly #children: (number[] | undefined)[];
  readonly #turn: Turn;
  #roots: number[] = [];

  constructor(messages: ThreadedMessages, turn: Turn) {
    this.#turn = turn;
    this.#messages = messages;
    this.#count = messages.indexes.length;
    this.#parents = new Array<number>(this.#count).fill(NOBODY);
    this.#children = new Array<number[] | undefined>(this.#count).fill(undefined);
  }

  /**
   * Steps 1 to 4: links by ids, drops who is only named, sorts the threads by date.
   * @param references hashes of each message's own id and of those that it names, its parent last
   */
  async link(references: readonly (Buffer | undefined)[]): Promise<void> {
    const mostIds = Math.max(LEAST_IDS, Math.floor(MOST_IDS / Math.max(1, this.#count)));
    const byId = new Map<string, number>();
    const named = references.map((bytes) => idsOf(bytes, mostIds));
    for (let message = 0; message < this.#count; message++) {
      const [own] = named[message] as string[];
      // A second message of one id counts as one without. Those without have the empty text's, which nobody names.
      if (own !== undefined && !byId.has(own)) byId.set(own, message);
      if (message % MESSAGES_PER_LOOK === 0) await this.#turn.giveWay();
    }
    for (let message = 0; message < this.#count; message++) {
      const nodes = (named[message] as string[]).slice(1).map((id) => byId.get(id) ?? this.#add(byId, id));
      for (let i = 1; i < nodes.length; i++) {
        const [parent, child] = [nodes[i - 1] as number, nodes[i] as number];
        if (this.#parents[child] === NOBODY && !this.#isAbove(child, parent)) this.#adopt(parent, child);
      }
      const parent = nodes.at(-1) ?? NOBODY;
      if (this.#parents[message] !== parent) {
        // Its own word on its parent counts, whatever others said.
        if (this.#parents[message] !== NOBODY) this.#orphan(message);
        if (parent !== NOBODY && !this.#isAbove(message, parent)) this.#adopt(parent, message);
      }
      if (message % MESSAGES_PER_LOOK === 0) await this.#turn.giveWay();
    }
    this.#dropNamedOnly();
    await this.#sortAll();
  }

  /** Messages by which it is decided who answers whom among threads of one subject (step 5). */
  withCommonSubjects(): ReadonlySet<number> {
    const bySubject = new Map<string, number[]>();
    for (const root of this.#roots) {
      const subject = this.#subjectOf(root);
      if (subject === '') continue;
      const same = bySubject.get(subject);
      if (same) same.push(root);
      else bySubject.set(subject, [root]);
    }
    return new Set([...bySubject.values()].filter((same) => same.length > 1).flat().filter((root) => !this.#isDummy(root)));
  }

  /** Step 5: threads of one subject become one. @param isReply whether the subject says that a message is a reply or forward */
  async mergeSubjects(isReply: (message: number) => boolean): Promise<void> {
    const table = new Map<string, number>();
    const answers = (node: number): boolean => !this.#isDummy(node) && isReply(node);
    for (const root of this.#roots) {
      const subject = this.#subjectOf(root);
      if (subject === '') continue;
      const known = table.get(subject);
      if (known === undefined || (!this.#isDummy(known) && (this.#isDummy(root) || (answers(known) && !answers(root))))) table.set(subject, root);
    }
    const gone = new Set<number>();
    /** Where the dummy stands that takes a message's place. */
    const replaced = new Map<number, number>();
    for (const root of this.#roots) {
      const subject = this.#subjectOf(root);
      const first = subject === '' ? undefined : table.get(subject);
      if (first === undefined || first === root || gone.has(root) || replaced.has(root)) continue;
      gone.add(root);
      if (this.#isDummy(first) && this.#isDummy(root)) {
        for (const child of [...(this.#children[root] ?? [])]) this.#adopt(first, child);
      } else if (this.#isDummy(first) || (answers(root) && !answers(first))) {
        this.#adopt(first, root);
      } else {
        const dummy = this.#addNode();
        this.#adopt(dummy, first);
        this.#adopt(dummy, root);
        replaced.set(first, dummy);
        table.set(subject, dummy);
      }
    }
    this.#roots = this.#roots.filter((root) => !gone.has(root)).map((root) => replaced.get(root) ?? root);
    // Step 6.
    await this.#sortAll();
  }

  forest(): ThreadForest {
    const messages: number[] = [];
    const depths: number[] = [];
    const next = this.#roots.map((node) => ({ node, depth: 0 })).reverse();
    for (let at = next.pop(); at; at = next.pop()) {
      messages.push(this.#isDummy(at.node) ? ABSENT : (this.#messages.indexes[at.node] as number));
      depths.push(at.depth);
      const children = this.#children[at.node] ?? [];
      for (let i = children.length - 1; i >= 0; i--) next.push({ node: children[i] as number, depth: at.depth + 1 });
    }
    return { messages: Uint32Array.from(messages), depths: Uint32Array.from(depths) };
  }

  /** Step 3: an id that no message carries goes; its children take its place, but at the top they stay together. */
  #dropNamedOnly(): void {
    const order = this.#childrenFirst(this.#parents.flatMap((parent, node) => (parent === NOBODY ? [node] : [])));
    for (const node of order) {
      const children = this.#children[node];
      if (!children) continue;
      const kept = children.flatMap((child) => (this.#isDummy(child) ? (this.#children[child] ?? []) : [child]));
      for (const child of kept) this.#parents[child] = node;
      this.#children[node] = kept;
    }
    for (let node = 0; node < this.#parents.length; node++) {
      if (this.#parents[node] !== NOBODY) continue;
      const children = this.#children[node] ?? [];
      if (!this.#isDummy(node) || children.length > 1) this.#roots.push(node);
      else this.#roots.push(...children);
    }
    for (const root of this.#roots) this.#parents[root] = NOBODY;
  }

  /** Siblings by date, the youngest generation first: a dummy is as old as its first child. Among equals, the order of UIDs. */
  async #sortAll(): Promise<void> {
    const dateOf = (node: number): number => this.#messages.dates[this.#shown(node)] as number;
    const compare = (a: number, b: number): number => dateOf(a) - dateOf(b) || this.#shown(a) - this.#shown(b);
    for (const node of this.#childrenFirst(this.#roots)) if ((this.#children[node]?.length ?? 0) > 1) this.#children[node]?.sort(compare);
    this.#roots = await sortInTurns(this.#roots, compare, this.#turn);
  }

  /** Every node below these and themselves, each behind its children. */
  #childrenFirst(roots: readonly number[]): number[] {
    const order = [...roots];
    for (let i = 0; i < order.length; i++) for (const child of this.#children[order[i] as number] ?? []) order.push(child);
    return order.reverse();
  }

  /** The message that stands for a node: itself, or a dummy's first child. */
  #shown(node: number): number {
    return this.#isDummy(node) ? ((this.#children[node] as number[])[0] as number) : node;
  }

  #subjectOf(node: number): string {
    return this.#messages.subjects[this.#shown(node)] as string;
  }

  #isDummy(node: number): boolean {
    return node >= this.#count;
  }

  #add(byId: Map<string, number>, id: string): number {
    const node = this.#addNode();
    byId.set(id, node);
    return node;
  }

  #addNode(): number {
    this.#children.push(undefined);
    return this.#parents.push(NOBODY) - 1;
  }

  #adopt(parent: number, child: number): void {
    this.#parents[child] = parent;
    const children = this.#children[parent];
    if (children) children.push(child);
    else this.#children[parent] = [child];
  }

  #orphan(child: number): void {
    const siblings = this.#children[this.#parents[child] as number] as number[];
    siblings.splice(siblings.indexOf(child), 1);
    this.#parents[child] = NOBODY;
  }

  /** Is a node another's ancestor, or the same? Then it cannot become its child. */
  #isAbove(node: number, other: number): boolean {
    if (node === other) return true;
    // Nearly always: nothing can be above anything without children.
    if ((this.#children[node]?.length ?? 0) === 0) return false;
    for (let above = this.#parents[other] as number; above !== NOBODY; above = this.#parents[above] as number) if (above === node) return true;
    return false;
  }
}

/** Own id first; of too many named ones, the first and the last. */
function idsOf(bytes: Buffer | undefined, mostIds: number): string[] {
  const ids: string[] = [];
  const count = Math.floor((bytes?.length ?? 0) / HASH_BYTES);
  for (let i = 0; i < count; i++) {
    if (i > mostIds / 2 && i < count - mostIds / 2) continue;
    ids.push((bytes as Buffer).toString('latin1', i * HASH_BYTES, (i + 1) * HASH_BYTES));
  }
  return ids;
}
