import type { FetchColumn, LegacyClient } from '../../../api/client/index.ts';
import { answerLabel, type FetchBinary, type FetchItem, type FetchSection } from '../grammar/fetch-item.ts';
import { FieldNames } from './header-fields.ts';

/** Where the bytes of BODY[…] come from, the cheapest first. */
export interface SectionPlan {
  readonly section: FetchSection;
  /** How the answer names it, with the space behind. */
  readonly label: string;
  /** The same, for what is written by the ten thousand. */
  readonly labelBytes: Buffer;
  /** For HEADER.FIELDS. */
  readonly names: FieldNames;
  /** `projection`: header lines kept beside the message; `whole`: all of it; `part`: found by the stored structure. */
  readonly from: 'projection' | 'whole' | 'part';
}

/** What FETCH has to ask the core for. */
export interface FetchPlan {
  readonly columns: readonly FetchColumn[];
  readonly sections: ReadonlyMap<FetchItem, SectionPlan>;
  /** Decoded parts and their sizes. */
  readonly binaries: readonly FetchBinary[];
  /** Columns and the view hold all that is asked for of a message: what lists are made of. */
  readonly isAtHand: boolean;
  /** `\Seen` is set by the way. */
  readonly marksSeen: boolean;
}

const COLUMN_OF: Partial<Record<FetchItem['type'], FetchColumn>> = {
  internalDate: 'receivedAt',
  size: 'sizes',
  envelope: 'envelopes',
  body: 'bodies',
  bodyStructure: 'bodyStructures',
  emailId: 'emailIds',
  threadId: 'threadIds',
  saveDate: 'savedAt',
  preview: 'previews',
};

/** @param knowsSizes the view does, and they are not asked for where a message is written in one go */
export function planFetch(items: readonly FetchItem[], legacy: Pick<LegacyClient, 'projectedHeaders'>, knowsSizes: boolean): FetchPlan {
  const columns = new Set<FetchColumn>();
  const sections = new Map<FetchItem, SectionPlan>();
  const binaries: FetchBinary[] = [];
  for (const item of items) {
    const column = COLUMN_OF[item.type];
    if (column) columns.add(column);
    if (item.type === 'binary' || item.type === 'binarySize') binaries.push(item);
    if (item.type !== 'section') continue;
    const plan = planSection(item, legacy.projectedHeaders);
    sections.set(item, plan);
    if (plan.from === 'projection') columns.add('headers');
    if (plan.from === 'part') columns.add('structures');
    if (plan.from !== 'projection') columns.add('messages');
  }
  if (binaries.some(({ part }) => part.length > 0)) columns.add('structures');
  const plans = [...sections.values()];
  const isAtHand = binaries.length === 0 && plans.length <= 1 && plans.every(({ from }) => from === 'projection');
  if (isAtHand && knowsSizes) columns.delete('sizes');
  return {
    columns: [...columns],
    sections,
    binaries,
    isAtHand,
    marksSeen: plans.some(({ section }) => !section.peek) || binaries.some(({ peek }) => !peek),
  };
}

function planSection(section: FetchSection, projected: ReadonlySet<string>): SectionPlan {
  const { text, part } = section;
  const names = text?.type === 'fields' ? text.names : [];
  const label = `${answerLabel(section)} `;
  const plan = { section, label, labelBytes: Buffer.from(label, 'latin1'), names: new FieldNames(names) };
  if (part.length > 0) return { ...plan, from: 'part' };
  if (text === undefined) return { ...plan, from: 'whole' };
  // A prefix (Return-Path, Delivered-To) holds no projected field, so that the projection is the whole truth of those it covers.
  if (text.type === 'fields' && !text.excluded && names.every((name) => projected.has(name.toLowerCase()))) return { ...plan, from: 'projection' };
  return { ...plan, from: 'part' };
}
