import { useLeaving } from '../app/leaving.ts';
import { useText } from '../text/index.ts';
import { AlertDialog } from '../ui/dialog.tsx';

/** Asks whoever is about to leave a form with words that are not saved. */
export function LeaveDialog() {
  const t = useText();
  const { isAsked, stay, discard } = useLeaving();
  return (
    <AlertDialog title={t('settings.leaveTitle')} isOpen={isAsked} danger confirm={t('settings.leaveDiscard')} cancel={t('settings.leaveStay')} onConfirm={discard} onCancel={stay}>
      {t('settings.leaveMeans')}
    </AlertDialog>
  );
}
