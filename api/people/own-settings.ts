import { accountById, renameDefaultIdentity, setSentCopy, updatePrincipal } from '../../db/repositories/accounts.ts';
import { stampPrincipal } from '../../db/repositories/principals.ts';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import type { AccessService, Context } from '../access/index.ts';
import { actorOf } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { passwordsOf } from '../access/passwords.ts';
import { putPassword, revoke } from '../access/set-password.ts';
import { CoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import { checkedName } from './accounts.ts';
import { checkedOwnPassword } from './new-password.ts';

export interface OwnSettings {
  readonly name?: string | undefined;
  readonly language?: Language | undefined;
  /** Whether mail submitted by SMTP leaves a copy in the Sent folder. */
  readonly sentCopy?: boolean | undefined;
  /** Both or neither. */
  readonly currentPassword?: string | undefined;
  readonly newPassword?: string | undefined;
}

/**
 * Changes one's own name, language, Sent copy or password. A new password needs the present one, and signs out everything else.
 * @throws CoreError credentialsInvalid, tooManyAttempts, invalidProperties, passwordTooCommon, passwordIsName
 */
export async function changeOwnSettings(ctx: Context, access: Pick<AccessService, 'checkPassword'>, change: OwnSettings): Promise<void> {
  const { core, principal } = ctx;
  const name = change.name === undefined ? undefined : checkedName(change.name);
  let encoded: string | null = null;
  if (change.newPassword !== undefined) {
    const password = checkedOwnPassword(change.newPassword, principal.address, 'newPassword');
    if (!(await access.checkPassword(ctx, change.currentPassword ?? ''))) {
      // 403 and not 401: the sign-in is good, and a browser must not throw it away.
      throw new CoreError('notPermitted', 'The present password is wrong.', { properties: ['currentPassword'] });
    }
    encoded = await passwordsOf(core).hash(password);
  }
  const now = core.clock.now();
  await core.db.write(name === undefined ? [principal.id] : [SYSTEM_ACCOUNT, principal.id], async (tx) => {
    const before = await accountById(tx, principal.id);
    if (!before) throw new CoreError('accountNotFound', 'This account is not there any more.');
    const account = tx.account(principal.id);
    const after = {
      name: name ?? before.name, language: change.language ?? before.language, administrator: before.administrator === 1, disabled: before.disabled === 1,
    };
    await updatePrincipal(tx, principal.id, after);
    if (after.name !== before.name) await stampPrincipal(tx, principal.id);
    if (after.name !== before.name && (await renameDefaultIdentity(tx, principal.id, before.name, after.name, account.modseq)) > 0) account.touch('Identity');
    if (change.sentCopy !== undefined) await setSentCopy(tx, principal.id, change.sentCopy);
    if (encoded !== null) {
      await putPassword(tx, principal.id, encoded, now);
      await revoke(tx, core, principal.id, 'the password was changed', ctx.sessionId);
      await audit(tx, principal.id, now, actorOf(ctx), { action: 'passwordChange', subject: principal.address });
    }
  });
}
