/** A filter of Email/query (RFC 8620 §5.5) taken apart: what the database decides, and what remains to be looked at. */
import type { EmailFilter, EmailFilterCondition } from '../../../openapi/index.ts';
import { join, sql, type Statement } from '../../../db/index.ts';
import { fromId } from '../../ids.ts';
import { seesEmail, shareeOf, type Viewer } from '../read/viewer.ts';
import type { TextTest } from '../search/index.ts';
import { type StructuralTest, structuralConditions } from './structural-conditions.ts';
import { textTests } from './text-conditions.ts';

type Node =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** `mailbox` where the test is no more than "in this mailbox". */
  | { readonly kind: 'sql'; readonly test: Statement; readonly mailbox?: number }
  | { readonly kind: 'text'; readonly test: TextTest }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly Node[] }
  | { readonly kind: 'not'; readonly node: Node };

/** A condition over one row: columns of it by index (`structural`), and texts. */
export type RowTest =
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'text'; readonly test: TextTest }
  | { readonly kind: 'and' | 'or'; readonly tests: readonly RowTest[] }
  | { readonly kind: 'not'; readonly test: RowTest };

export interface EmailPlan {
  /** Nothing can match. */
  readonly isEmpty: boolean;
  /** The mailbox that all results are in, if the filter says so. */
  readonly mailbox: number | null;
  /** The mailboxes that results are among, where somebody looks who may read only these and the filter names none of them; null: no matter. */
  readonly readable: readonly number[] | null;
  /** What else the database decides by itself; all of it. */
  readonly where: readonly Statement[];
  /** What is decided row by row; null: nothing. */
  readonly residual: RowTest | null;
  /** Conditions inside `residual` that the database decides. */
  readonly structural: readonly Statement[];
  /** Texts inside `residual`. */
  readonly texts: readonly TextTest[];
}

/** Nothing but "in this mailbox", or nothing at all. */
export const isPlain = (plan: EmailPlan): boolean => plan.where.length === 0 && plan.residual === null;

export function planFilter(filter: EmailFilter | null | undefined, viewer: Viewer): EmailPlan {
  const root = filter ? simplify(toNode(filter, viewer)) : constant(true);
  const conjuncts = root.kind === 'and' ? root.nodes : [root];
  const first = conjuncts.find((node) => node.kind === 'sql' && node.mailbox !== undefined);
  const rest = conjuncts.filter((node) => node !== first && !(node.kind === 'constant' && node.value));
  const structural: Statement[] = [];
  const texts: TextTest[] = [];
  // Mailboxes named in a filter are known to be readable; where none is, each Email is asked about.
  const readable = first ? null : (shareeOf(viewer)?.readable ?? null);
  const where: Statement[] = readable ? [seesEmail(viewer, 'e')] : [];
  const tests: RowTest[] = [];
  for (const node of rest) {
    const statement = toSql(node);
    if (statement) where.push(statement);
    else tests.push(toRowTest(node, structural, texts));
  }
  return {
    isEmpty: root.kind === 'constant' && !root.value,
    mailbox: first?.kind === 'sql' ? (first.mailbox ?? null) : null,
    readable,
    where,
    residual: tests.length === 0 ? null : tests.length === 1 ? (tests[0] as RowTest) : { kind: 'and', tests },
    structural,
    texts,
  };
}

/**
 * Does a row pass? Null: a text must be looked up in the message itself.
 * @param column value of a structural condition
 */
export function passesRow(test: RowTest, column: (index: number) => boolean, text: (test: TextTest) => boolean | null): boolean | null {
  switch (test.kind) {
    case 'column':
      return column(test.index);
    case 'text':
      return text(test.test);
    case 'not': {
      const inner = passesRow(test.test, column, text);
      return inner === null ? null : !inner;
    }
    default: {
      const decisive = test.kind === 'or';
      let result: boolean | null = !decisive;
      for (const inner of test.tests) {
        const passed = passesRow(inner, column, text);
        if (passed === decisive) return decisive;
        if (passed === null) result = null;
      }
      return result;
    }
  }
}

const constant = (value: boolean): Node => ({ kind: 'constant', value });

function toNode(filter: EmailFilter, viewer: Viewer): Node {
  if (!('operator' in filter)) return { kind: 'and', nodes: conditionNodes(filter as EmailFilterCondition, viewer) };
  const { operator, conditions } = filter as Extract<EmailFilter, { operator: string }>;
  const nodes = conditions.map((inner) => toNode(inner, viewer));
  if (operator === 'AND') return { kind: 'and', nodes };
  const any: Node = { kind: 'or', nodes };
  return operator === 'OR' ? any : { kind: 'not', node: any };
}

function conditionNodes(condition: EmailFilterCondition, viewer: Viewer): Node[] {
  const nodes: Node[] = [];
  for (const [name, make] of Object.entries(structuralConditions) as [keyof typeof structuralConditions, (value: never, viewer: Viewer) => StructuralTest][]) {
    const value = condition[name];
    if (value === undefined || value === null) continue;
    const test = make(value as never, viewer);
    if (typeof test === 'boolean') nodes.push(constant(test));
    else if (name === 'inMailbox') nodes.push({ kind: 'sql', test, mailbox: fromId('mailbox', value) as number });
    else nodes.push({ kind: 'sql', test });
  }
  for (const test of textTests(condition)) nodes.push({ kind: 'text', test });
  return nodes;
}

/** Constants taken out, operators of one kind joined. */
function simplify(node: Node): Node {
  if (node.kind === 'not') {
    const inner = simplify(node.node);
    return inner.kind === 'constant' ? constant(!inner.value) : { kind: 'not', node: inner };
  }
  if (node.kind !== 'and' && node.kind !== 'or') return node;
  const decisive = node.kind === 'or';
  const nodes: Node[] = [];
  for (const inner of node.nodes.map(simplify)) {
    if (inner.kind === 'constant') {
      if (inner.value === decisive) return constant(decisive);
    } else if (inner.kind === node.kind) nodes.push(...inner.nodes);
    else nodes.push(inner);
  }
  if (nodes.length === 0) return constant(!decisive);
  return nodes.length === 1 ? (nodes[0] as Node) : { kind: node.kind, nodes };
}

/** Undefined where a text is in it. */
function toSql(node: Node): Statement | undefined {
  switch (node.kind) {
    case 'constant':
      return node.value ? sql`1 = 1` : sql`1 = 0`;
    case 'sql':
      return node.test;
    case 'text':
      return undefined;
    case 'not': {
      const inner = toSql(node.node);
      return inner && sql`NOT (${inner})`;
    }
    default: {
      const inner = node.nodes.map(toSql);
      if (!inner.every((statement) => statement !== undefined)) return undefined;
      return sql`(${join(inner.map((statement) => sql`(${statement})`), node.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
  }
}

function toRowTest(node: Node, structural: Statement[], texts: TextTest[]): RowTest {
  const statement = toSql(node);
  if (statement) return { kind: 'column', index: structural.push(statement) - 1 };
  switch (node.kind) {
    case 'text':
      texts.push(node.test);
      return { kind: 'text', test: node.test };
    case 'not':
      return { kind: 'not', test: toRowTest(node.node, structural, texts) };
    default: {
      const { kind, nodes } = node as Extract<Node, { nodes: unknown }>;
      // What costs nothing is asked first.
      const tests = nodes.map((inner) => toRowTest(inner, structural, texts)).sort((a, b) => Number(a.kind !== 'column') - Number(b.kind !== 'column'));
      return { kind, tests };
    }
  }
}
