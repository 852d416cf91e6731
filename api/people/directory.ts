/** The principals of the installation, kept in memory as they are at one state: looking through twenty thousand costs no database work. */
import type { Read } from '../../db/index.ts';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import { allPrincipals, type DirectoryRow } from '../../db/repositories/principals.ts';
import { sql } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { foldText } from '../mail/mime/index.ts';

export interface DirectoryEntry extends DirectoryRow {
  /** Folded, to be searched in. */
  readonly folded: { readonly name: string; readonly address: string; readonly text: string };
}

export interface Directory {
  readonly state: number;
  readonly horizon: number;
  /** In order of their numbers. */
  readonly entries: readonly DirectoryEntry[];
}

const kept = new WeakMap<Core, Directory>();

/** The directory as of this snapshot; read anew only where a principal has changed. */
export async function directoryOf(core: Core, read: Read): Promise<Directory> {
  const row = await read.get<{ modseq: number; horizon: number }>(sql`
    SELECT principal_modseq AS modseq, horizon_modseq AS horizon FROM account WHERE id = ${SYSTEM_ACCOUNT}`);
  const horizon = row?.horizon ?? 0;
  const state = Math.max(row?.modseq ?? 0, horizon);
  const known = kept.get(core);
  if (known?.state === state) return known;
  const entries = (await allPrincipals(read)).map((each) => ({ ...each, folded: foldedOf(each) }));
  const directory = { state, horizon, entries };
  // A snapshot that is older than what another has read meanwhile stays its own.
  if (!known || known.state < state) kept.set(core, directory);
  return directory;
}

function foldedOf({ name, address, description }: DirectoryRow): DirectoryEntry['folded'] {
  const folded = { name: foldText(name), address: foldText(address ?? '') };
  return { ...folded, text: `${folded.name}\n${folded.address}\n${foldText(description ?? '')}` };
}
