import type { Identity } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { SetFailed } from '../jmap/errors.ts';
import { useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { AlertDialog } from '../ui/dialog.tsx';
import { withoutBidiControls } from '../ui/name-parts.ts';
import { toast } from '../ui/toast.tsx';

export interface RemoveSenderProps {
  readonly identity: Identity;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

/** Asks whether a sender is to go with its name and signature, and takes it away. */
export function RemoveSender({ identity: { id, name = '', email = '' }, onClose, onRemoved }: RemoveSenderProps) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const remove = async () => {
    onClose();
    try {
      const accountId = store.ownAccountId;
      const { notDestroyed } = await store.client.call('Identity/set', { accountId, destroy: [id] });
      const refused = notDestroyed?.[id];
      // Gone by another way is gone.
      if (refused && refused.type !== 'notFound') throw new SetFailed(refused);
      await store.loadSettings(accountId, 'Identity');
      toast(t('settings.senderRemoved', { address: withoutBidiControls(email) }));
      onRemoved();
    } catch (error) {
      store.failed(error);
      const { what, why } = errorText(error);
      toast(why ?? what, { kind: 'failed' });
    }
  };
  const shown = withoutBidiControls(name).trim();
  return (
    <AlertDialog
      title={t('settings.senderRemoveTitle', { name: shown === '' ? withoutBidiControls(email) : `${shown} <${withoutBidiControls(email)}>` })}
      isOpen
      danger
      confirm={t('settings.senderRemoveDo')}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      {t('settings.senderRemoveMeans')}
    </AlertDialog>
  );
}
