import { SERVER, SHARED } from '../../db/repositories/metadata.ts';
import type { Context } from '../access/context.ts';
import { reachOfAccount } from '../access/reach.ts';
import type { MetadataNotice } from '../client/legacy.ts';
import { accountOf, toId } from '../ids.ts';

/** Tells what others, and this person elsewhere, note on the server and on mailboxes that they may see by then. @returns ends it */
export function onMetadata(ctx: Context, listener: (notice: MetadataNotice) => void): () => void {
  const { core, principal } = ctx;
  let isOver = false;
  const stop = core.bus.subscribe((event) => {
    if (event.kind !== 'metadata' || event.by === ctx) return;
    const { mailboxId, principalId, entries } = event;
    if (principalId !== SHARED && principalId !== principal.id) return;
    const tell = (): void => {
      if (!isOver) listener({ mailboxId: mailboxId === SERVER ? null : toId('mailbox', mailboxId), entries });
    };
    if (mailboxId === SERVER || accountOf(mailboxId) === principal.id) return tell();
    core.db.read((read) => reachOfAccount(ctx, read, accountOf(mailboxId))).then(
      (reach) => (reach?.mailboxes.has(mailboxId) ? tell() : undefined),
      (error: unknown) => core.log.warn({ err: error }, 'metadata of a shared folder was not told'),
    );
  });
  return () => {
    isOver = true;
    stop();
  };
}
