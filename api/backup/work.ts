/** What a job does. Loaded with the first job: most servers run for weeks between two. */
import { relative } from 'node:path';
import { type BackupSource, refuseForeignFolder, ThreadStopped, writeBackup } from '../../db/backup/index.ts';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import type { components } from '../../openapi/index.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { CoreError, isCoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { locked } from './locked.ts';
import { restoreAccount, type RestoreRequest } from './restore-account.ts';
import { asRefusal, shownManifest } from './shown.ts';

type Result = components['schemas']['BackupJobResult'];
type Tell = (progress: Pick<components['schemas']['BackupJob'], 'step' | 'done' | 'total'>) => void;

/** @throws CoreError invalidArguments; BackupUnusable, ThreadStopped, whatever the disk says */
export async function backUp(core: Core, source: Omit<BackupSource, 'db'> & { readonly dataFolder: string }, folder: string, by: Actor, tell: Tell, signal: AbortSignal): Promise<Result> {
  if (relative(folder, source.dataFolder) === '') throw new CoreError('invalidArguments', 'A backup cannot lie in the data folder itself; give it a folder of its own, best on another disk.');
  refuseForeignFolder(folder);
  const startedAt = core.clock.now();
  const { manifest, copiedBytes, reusedBytes } = await locked(folder, () => writeBackup({ ...source, db: core.db }, folder, tell, signal));
  const { takenAt, accounts, emails, bytes } = shownManifest(folder, manifest);
  await core.db.write([SYSTEM_ACCOUNT], (tx) => audit(tx, SYSTEM_ACCOUNT, startedAt, by, { action: 'backup', subject: folder, detail: `${emails} messages, ${bytes} bytes` }));
  return {
    takenAt, accounts, emails, bytes, copiedBytes, reusedBytes, mailbox: null,
    warnings: manifest.missingSegments.map((number) => `Segment ${number} of the store is missing or too short; messagerie verify names the messages.`),
  };
}

export async function bringBack(core: Core, request: RestoreRequest, by: Actor, tell: Tell, signal: AbortSignal): Promise<Result> {
  const { takenAt, emails, bytes, mailbox } = await restoreAccount(core, request, by, tell, signal);
  return { takenAt: new Date(takenAt).toISOString(), accounts: null, emails, bytes, copiedBytes: null, reusedBytes: null, mailbox, warnings: [] };
}

/** What the administrator at the console is told. */
export function sentenceOf(error: unknown): string {
  const refusal = asRefusal(error);
  if (isCoreError(refusal)) return refusal.message;
  if (error instanceof ThreadStopped) return 'The server was stopped.';
  return error instanceof Error ? error.message : String(error);
}
