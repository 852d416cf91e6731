/** The principals of the installation, kept in memory as they are at one state: looking through twenty thousand costs no database work. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Read } from '../../db/index.ts';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import { type ListedPrincipalRow, principalsAfter } from '../../db/repositories/principals.ts';
import { sql } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { foldTyped } from '../mail/mime/index.ts';

export interface DirectoryEntry extends ListedPrincipalRow {
  /** Folded, to be searched in. */
  readonly folded: { readonly name: string; readonly address: string; readonly text: string };
}

export interface Directory {
  readonly state: number;
  readonly horizon: number;
  /** In order of their numbers. */
  readonly entries: readonly DirectoryEntry[];
}

/** So many are read, and folded, before others have their turn: a few milliseconds. */
const rowsAtOnce = 500;

const kept = new WeakMap<Core, Directory>();

/** The directory as of this snapshot; read anew only where a principal has changed. */
export async function directoryOf(core: Core, read: Read): Promise<Directory> {
  const row = await read.get<{ modseq: number; horizon: number }>(sql`
    SELECT principal_modseq AS modseq, horizon_modseq AS horizon FROM account WHERE id = ${SYSTEM_ACCOUNT}`);
  const horizon = row?.horizon ?? 0;
  const state = Math.max(row?.modseq ?? 0, horizon);
  const known = kept.get(core);
  if (known?.state === state) return known;
  const entries: DirectoryEntry[] = [];
  for (let after = -1; ; await nextTurn()) {
    const rows = await principalsAfter(read, after, rowsAtOnce);
    for (const each of rows) entries.push({ ...each, folded: foldedOf(each) });
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) break;
    after = last.id;
  }
  const directory = { state, horizon, entries };
  // A snapshot that is older than what another has read meanwhile stays its own.
  if ((kept.get(core)?.state ?? -1) < state) kept.set(core, directory);
  return directory;
}

function foldedOf({ name, address, description }: ListedPrincipalRow): DirectoryEntry['folded'] {
  const folded = { name: foldTyped(name), address: foldTyped(address ?? '') };
  return { ...folded, text: `${folded.name}\n${folded.address}\n${foldTyped(description ?? '')}` };
}
